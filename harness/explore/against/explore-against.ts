import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeCanaries } from '../../faults/plan/plan-canaries.ts';
import { isFaultStep, isOfficeAction, type Plan } from '../../faults/plan/schema.ts';
import type { ReachedSubject } from '../../subject/integration/reach-subject.ts';
import type { WorldResult } from '../explore.ts';
import { summary } from '../explore-world.ts';
import type { KeptPlan } from '../keep-plans.ts';
import type { PlanRun } from '../run-plan.ts';
import { violatedOn } from '../violated-on.ts';
import { runAgainst } from './against-world.ts';

export interface ExploreAgainstOptions {
  readonly reached: ReachedSubject;
  /** By index. */
  readonly plans: ReadonlyMap<number, Plan>;
  /** Worlds at a time. A tenant that is shared, or a container that may be stopped, has one at a time. */
  readonly together: number;
  /** Where plans that break something go. */
  readonly folder: string;
  readonly onResult: (result: WorldResult) => void;
  readonly onPlan: (kept: KeptPlan) => void;
  readonly signal: AbortSignal;
}

/**
 * Plays plans against somebody else's subject, several worlds at a time, and keeps a plan for each invariant that was broken
 * and for each world that could not be judged. The first for an invariant is made smaller: to the message that shows it.
 * @throws NoTenantError when there is no tenant to play with
 */
export async function exploreAgainst(options: ExploreAgainstOptions): Promise<void> {
  const { reached, plans, together, folder, onResult, onPlan, signal } = options;
  const waiting = [...plans].reverse();
  const smaller = new Set<string>();
  const keep = (name: string, what: string, plan: Plan): void => {
    mkdirSync(folder, { recursive: true });
    const file = join(folder, `${name}.json`);
    writeFileSync(file, `${JSON.stringify(plan, null, 2)}\n`);
    onPlan({ what, file });
  };

  async function play(index: number, given: Plan): Promise<void> {
    const plan = writeCanaries(given);
    const run = await runAgainst(plan, reached);
    const result = { index, ...summary(run) };
    onResult(result);
    if (result.unknown.length > 0) keep(`unknown-${index}`, result.unknown.join('; '), plan);
    for (const invariant of result.violated) {
      const first = !smaller.has(invariant);
      smaller.add(invariant);
      const shown = expecting(plan, invariant, run);
      const kept = first && !signal.aborted ? await reduced(shown, invariant, reached) : shown;
      keep(`${invariant}-${index}`, `${invariant} violated, ${kept.steps.length} steps`, kept);
    }
  }

  const work = async (): Promise<void> => {
    for (let next = waiting.pop(); next && !signal.aborted; next = waiting.pop()) await play(...next);
  };
  const isShared = reached.credentials.kind !== 'server' || reached.container !== undefined;
  const count = !isShared ? Math.min(together, waiting.length) : 1;
  await Promise.all([...Array(count)].map(work));
}

function expecting(plan: Plan, invariant: string, { verdicts, entries }: PlanRun): Plan {
  const verdict = verdicts.find((one) => one.invariant === invariant);
  const [canary] = verdict ? violatedOn(verdict, entries) : [];
  const expect = { violated: invariant, ...(canary !== undefined && { canary }) };
  return { ...plan, invariants: [invariant], expect };
}

/** The plan with nothing but the sending of the message that shows it, where that is enough. */
async function reduced(plan: Plan, invariant: string, reached: ReachedSubject): Promise<Plan> {
  const canary = plan.expect?.canary;
  const steps = plan.steps.filter(
    (step) =>
      !isFaultStep(step) &&
      !isOfficeAction(step) &&
      step.do === 'send' &&
      canary !== undefined &&
      step.body.includes(canary),
  );
  if (steps.length === 0 || steps.length === plan.steps.length) return plan;
  const candidate = { ...plan, steps };
  try {
    const { verdicts } = await runAgainst(candidate, reached);
    const again = verdicts.some((one) => one.invariant === invariant && one.outcome === 'violated');
    return again ? candidate : plan;
  } catch {
    return plan; // a world that did not come up shows nothing about the steps
  }
}
