import fc from 'fast-check';
import { rehearsalSchedule } from '../../../simulators/enterprise/platform/retry.ts';
import { containerStopped } from '../../faults/enterprise/container-stopped.ts';
import type { Fault } from '../../faults/fault.ts';
import { checkPlan } from '../../faults/plan/read-plan.ts';
import type { Plan } from '../../faults/plan/schema.ts';
import { planOf } from '../arbitrary/plan.ts';
import { swarm } from '../arbitrary/swarm.ts';
import { inOrder } from '../explore-world.ts';
import { explored } from '../explored-faults.ts';

/** People wait for these worlds: so many steps at most, within this time, ms. Faults in groups begin after 20 s. */
const mostSteps = 12;
const untilMs = 25_000;

/** What can break in a world whose subject is somebody else's. */
export const againstFaults: readonly Fault[] = explored.filter(
  ({ layer, runs }) =>
    !(layer === 'webhook' || layer === 'gateway' || layer === 'enterprise') || runs['any-subject'] === true,
);

/**
 * The plan of one world of an exploration against somebody else's subject: always the same one.
 * @param contained it runs in a container that may be stopped
 */
export function againstPlanAt(seed: number, index: number, contained = false): Plan {
  const { world, steps, ...mix } = swarm(seed, index, contained ? [...againstFaults, containerStopped] : againstFaults);
  const { webhooks: _profile, ...people } = world;
  const ours = {
    ...mix,
    office: [],
    untilMs,
    steps: Math.min(steps, mostSteps),
    world: { ...people, webhookRetryMs: [...rehearsalSchedule.delaysMs] },
  };
  const [made] = fc.sample(planOf(ours), { seed: seed ^ (index * 0x9e3779b1), numRuns: 1 });
  if (!made) throw new Error('fast-check sampled nothing');
  return checkPlan({ ...made, name: `explore ${seed}/${index} against`, steps: inOrder(made) }, `world ${index}`);
}
