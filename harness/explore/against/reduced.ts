import { isFaultStep, isOfficeAction, type Plan } from '../../faults/plan/schema.ts';
import type { ReachedSubject } from '../../subject/integration/reach-subject.ts';
import type { PlanRun } from '../run-plan.ts';
import { violatedOn } from '../violated-on.ts';
import { runAgainst } from './against-world.ts';

/** The plan that tells which of its violations a replay must show, on which message. */
export function expecting(plan: Plan, invariant: string, { verdicts, entries }: PlanRun): Plan {
  const verdict = verdicts.find((one) => one.invariant === invariant);
  const [canary] = verdict ? violatedOn(verdict, entries) : [];
  const expect = { violated: invariant, ...(canary !== undefined && { canary }) };
  return { ...plan, invariants: [invariant], expect };
}

/** The plan with nothing but the sending of the message that shows it, where that is enough. */
export async function reduced(
  plan: Plan,
  invariant: string,
  reached: ReachedSubject,
  signal: AbortSignal,
): Promise<Plan> {
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
    const { verdicts } = await runAgainst(candidate, reached, { signal });
    const again = verdicts.some((one) => one.invariant === invariant && one.outcome === 'violated');
    return again ? candidate : plan;
  } catch {
    return plan; // a world that did not come up shows nothing about the steps
  }
}
