import fc from 'fast-check';
import { rehearsalSchedule } from '../../../simulators/enterprise/platform/retry.ts';
import { containerStopped } from '../../faults/enterprise/container-stopped.ts';
import type { Fault } from '../../faults/fault.ts';
import { checkPlan } from '../../faults/plan/read-plan.ts';
import { isFaultStep, type OfficeAction, type Plan, type Step } from '../../faults/plan/schema.ts';
import { planOf } from '../arbitrary/plan.ts';
import { swarm } from '../arbitrary/swarm.ts';
import { inOrder } from '../explore-world.ts';
import { explored } from '../explored-faults.ts';
import { nameEnd } from './against-name.ts';

/** People wait for these worlds: so many steps at most, within this time, ms. Faults of encryption begin after 20 s. */
const mostSteps = 12;
const [untilMs, untilWithMlsMs] = [15_000, 25_000] as const;
/** And so long at most is waited for who says that it was asked too often, s: as long as between any two attempts. */
const longestRetryAfterS = Math.max(...rehearsalSchedule.delaysMs) / 1000;

/** What can break in a world whose subject is somebody else's. */
export const againstFaults: readonly Fault[] = explored.filter(
  ({ layer, runs }) =>
    !(layer === 'webhook' || layer === 'gateway' || layer === 'enterprise') || runs['any-subject'] === true,
);

/** What a subject offers that plans can draw. */
export interface Offered {
  /** It runs in a container that may be stopped. */
  readonly contained?: boolean;
  /** What a records officer may have done there; default: nothing. */
  readonly office?: ReadonlySet<OfficeAction['do']>;
}

/** Why a plan cannot be played against a subject; undefined where it can. */
export function whyNotAgainst({ world: { webhooks } }: Pick<Plan, 'world'>): string | undefined {
  if (webhooks === undefined || webhooks.profile === 'standard') return undefined;
  return `world.webhooks.profile is "${webhooks.profile}", but the contract's receiver takes "standard". Leave it out.`;
}

/** The plan of one world of an exploration against somebody else's subject: always the same one for what that offers. */
export function againstPlanAt(seed: number, index: number, { contained = false, office }: Offered = {}): Plan {
  const { world, steps, ...mix } = swarm(seed, index, contained ? [...againstFaults, containerStopped] : againstFaults);
  const { webhooks: _profile, ...people } = world;
  const withMls = [...mix.weights.faults.keys()].some(({ layer }) => layer === 'mls');
  const ours = {
    ...mix,
    office: mix.office.filter((deed) => office?.has(deed)),
    untilMs: withMls ? untilWithMlsMs : untilMs,
    steps: Math.min(steps, mostSteps),
    world: { ...people, webhookRetryMs: [...rehearsalSchedule.delaysMs] },
  };
  const [made] = fc.sample(planOf(ours), { seed: seed ^ (index * 0x9e3779b1), numRuns: 1 });
  if (!made) throw new Error('fast-check sampled nothing');
  const name = `explore ${seed}/${index}${nameEnd}`;
  return checkPlan({ ...made, name, steps: inOrder(made).map(soonAgain) }, `world ${index}`);
}

const soonAgain = (step: Step): Step =>
  isFaultStep(step) && typeof step['retryAfter'] === 'number'
    ? { ...step, retryAfter: Math.min(step['retryAfter'], longestRetryAfterS) }
    : step;
