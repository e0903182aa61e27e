import fc from 'fast-check';
import type { Fault } from '../faults/fault.ts';
import type { Plan } from '../faults/plan/schema.ts';
import { faults as registered } from '../faults/registry.ts';
import { plansLike } from './arbitrary/plan.ts';
import { runPlan } from './run-plan.ts';

export interface ShrinkOptions {
  /** How many plans may be played at most. */
  readonly budget?: number;
  readonly faults?: readonly Fault[];
  /** Aborted: the smallest so far is taken. */
  readonly signal?: AbortSignal;
  /** Called with the steps of the smallest plan so far. */
  readonly onSmaller?: (steps: number, played: number) => void;
}

/** The smallest plan that was found, with the violation that it still shows. */
export interface Shrunk {
  readonly plan: Plan;
  readonly played: number;
}

/** Enough for a plan of twenty steps to come down to a handful. */
const defaultBudget = 250;

/**
 * Makes a plan that violates `invariant` smaller for as long as it still does, on the virtual clock. Any plan will do: one
 * of an exploration, a journal's, one written by hand. The result expects its own violation.
 * @returns undefined when the plan does not violate it
 */
export async function shrink(
  given: Plan,
  invariant: string,
  { budget = defaultBudget, faults = registered, signal, onSmaller }: ShrinkOptions = {},
): Promise<Shrunk | undefined> {
  let played = 0;
  let smallest: Plan | undefined;

  async function violates(candidate: Plan): Promise<boolean> {
    if (played >= budget || signal?.aborted) return false; // the rest of the tree is passed over at no cost
    played++;
    const seen = await violation(candidate, invariant);
    if (!seen) return false;
    smallest = { ...given, ...candidate, invariants: [invariant], expect: seen };
    onSmaller?.(candidate.steps.length, played);
    return true;
  }

  const { seed, world, steps } = given;
  const property = fc.asyncProperty(plansLike(given, faults), async (candidate) => !(await violates(candidate)));
  await fc.check(property, { examples: [[{ seed, world, steps: [...steps] }]], numRuns: 1 });
  if (smallest) await violates(withoutBystanders(smallest));
  return smallest && { plan: smallest, played };
}

/** The violation of `invariant` that a plan shows; also a plan that cannot be played shows none. */
async function violation(plan: Plan, invariant: string): Promise<Plan['expect'] | undefined> {
  try {
    const { verdicts } = await runPlan({ ...plan, invariants: [invariant] }, { clock: 'virtual' });
    const verdict = verdicts.find((one) => one.invariant === invariant);
    if (verdict?.outcome !== 'violated') return undefined;
    const canary = verdict.violations.find((one) => one.canary !== null)?.canary;
    return { violated: invariant, ...(canary ? { canary } : {}) };
  } catch {
    return undefined;
  }
}

/** The plan without phones that no step names, as far as two are left. */
function withoutBystanders(plan: Plan): Plan {
  const named = new Set(plan.steps.flatMap((step) => Object.values(step)));
  const { phones } = plan.world;
  const needed = phones.filter(({ name }) => named.has(name));
  return { ...plan, world: { ...plan.world, phones: needed.length >= 2 ? needed : phones } };
}
