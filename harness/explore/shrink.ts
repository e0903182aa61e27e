import fc from 'fast-check';
import type { Fault } from '../faults/fault.ts';
import { checkNames } from '../faults/plan/check-names.ts';
import { writeCanaries } from '../faults/plan/plan-canaries.ts';
import { isFaultStep, type Plan, type Step } from '../faults/plan/schema.ts';
import { faults as registered } from '../faults/registry.ts';
import { plansLike } from './arbitrary/plan.ts';
import { fewest } from './fewest.ts';
import { runPlan } from './run-plan.ts';
import { bareSteps, dressedSteps } from './step-bodies.ts';
import { violatedOn } from './violated-on.ts';

export interface ShrinkOptions {
  /** How many plans may be played at most. */
  readonly budget?: number;
  readonly faults?: readonly Fault[];
  /** Aborted: the smallest so far is taken. */
  readonly signal?: AbortSignal;
  /** Called with the smallest plan so far, and how many were played. */
  readonly onSmaller?: (plan: Plan, played: number) => void;
}

/** The smallest plan that was found, with the violation that it still shows. */
export interface Shrunk {
  readonly plan: Plan;
  readonly played: number;
}

/** Enough for a plan of twenty steps to come down to a handful, and those to their simplest. */
const defaultBudget = 200;
/** Of these so many at most go into simpler times, parameters and bodies: people ask for fewer steps first. */
const valuesBudget = 60;

/**
 * Makes a plan that violates `invariant` smaller for as long as it still does, on the virtual clock: first fewer steps, then
 * simpler ones. Any plan will do: one of an exploration, a journal's, one written by hand. Every message keeps its canary;
 * where the plan expects its violation on a message, the result shows it on that message. The result expects its own violation.
 * @returns undefined when the plan does not violate it
 */
export async function shrink(
  given: Plan,
  invariant: string,
  { budget = defaultBudget, faults = registered, signal, onSmaller }: ShrinkOptions = {},
): Promise<Shrunk | undefined> {
  const whole = writeCanaries(given);
  const wanted = given.expect?.violated === invariant ? given.expect.canary : undefined;
  const tried = new Map<string, boolean>();
  let limit = budget;
  let smallest: Plan | undefined;

  async function violates(world: Plan['world'], steps: readonly Step[]): Promise<boolean> {
    const key = JSON.stringify([world.phones, steps]);
    const before = tried.get(key);
    if (before !== undefined) return before;
    if (tried.size >= limit || signal?.aborted) return false; // what is left is passed over at no cost
    const candidate = { ...whole, world, steps, invariants: [invariant] };
    const expect = await violation(candidate, invariant, wanted);
    tried.set(key, expect !== undefined);
    if (expect === undefined) return false;
    smallest = { ...candidate, expect };
    onSmaller?.(smallest, tried.size);
    return true;
  }

  const { world } = whole;
  if (!(await violates(world, whole.steps)) || smallest === undefined) return undefined;
  const message = wanted ?? smallest.expect?.canary;
  const own = whole.steps.filter((step) => !isFaultStep(step) && step.do === 'send' && holds(step.body, message));
  if (own.length === 0 || !(await violates(world, own))) await fewest(whole.steps, (steps) => violates(world, steps));

  limit = Math.min(budget, tried.size + valuesBudget);
  const { steps } = smallest;
  const bare = bareSteps(steps);
  const property = fc.asyncProperty(
    plansLike({ ...whole, steps: bare }, faults),
    async (simpler) => !(await violates(world, dressedSteps(simpler.steps, steps))),
  );
  await fc.check(property, { examples: [[{ seed: whole.seed, world, steps: [...bare] }]], numRuns: 1 });

  limit = budget;
  await fewest(smallest.steps, (some) => violates(world, some)); // what is simpler may need less
  await violates(withoutBystanders(smallest), smallest.steps);
  return { plan: smallest, played: tried.size };
}

const holds = (body: string, canary: string | undefined): boolean => canary !== undefined && body.includes(canary);

/** The violation of `invariant`, on the message `wanted` if one is, that a plan shows; also one that cannot be played shows none. */
async function violation(
  plan: Plan,
  invariant: string,
  wanted: string | undefined,
): Promise<Plan['expect'] | undefined> {
  try {
    checkNames(plan, 'smaller'); // without the step that creates its group a step means nothing
    const { verdicts, entries } = await runPlan(plan, { clock: 'virtual' });
    const verdict = verdicts.find((one) => one.invariant === invariant);
    if (verdict?.outcome !== 'violated') return undefined;
    const on = violatedOn(verdict, entries);
    if (wanted !== undefined && !on.includes(wanted)) return undefined;
    const canary = wanted ?? on[0];
    return { violated: invariant, ...(canary !== undefined && { canary }) };
  } catch {
    return undefined;
  }
}

/** The plan's world without phones that no step names, as far as two are left. */
function withoutBystanders({ world, steps }: Plan): Plan['world'] {
  const named = new Set(steps.flatMap((step) => Object.values(step).flat()));
  for (const { name, pairedWith } of world.phones) if (named.has(name)) named.add(pairedWith);
  const needed = world.phones.filter(({ name }) => named.has(name));
  return { ...world, phones: needed.length >= 2 ? needed : world.phones };
}
