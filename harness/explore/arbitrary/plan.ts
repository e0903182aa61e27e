import fc from 'fast-check';
import { parseDuration } from '../../faults/duration.ts';
import type { Fault } from '../../faults/fault.ts';
import type { Plan, Step } from '../../faults/plan/schema.ts';
import { accepting } from './accepting.ts';
import { action } from './action.ts';
import { faultStep } from './fault-step.ts';
import type { Mix } from './swarm.ts';

/** Plans of one mix, as many steps as it says. */
export function planOf(mix: Mix): fc.Arbitrary<Plan> {
  const { steps, weights } = mix;
  const cast = { phones: mix.world.phones.map(({ name }) => name), untilMs: mix.untilMs };
  const step = fc.oneof(
    { weight: weights.send, arbitrary: action('send', cast) },
    { weight: weights.read, arbitrary: action('read', cast) },
    { weight: weights.switch, arbitrary: action('switch', cast) },
    ...[...weights.faults].map(([fault, weight]) => ({ weight, arbitrary: faultStep(fault, cast) })),
  );
  const some = fc.array<Step>(step, { minLength: steps, maxLength: steps, size: 'max' });
  return plan(mix.world, some.filter(saysSomething));
}

/** A world in which nobody sends anything has nothing to judge. */
const saysSomething = (steps: readonly Step[]): boolean => steps.some((step) => 'do' in step && step.do === 'send');

/**
 * Plans like a given one, to shrink it with: as many steps, shorter times, simpler parameters. Its seed and its world stay,
 * so that the same keys and losses are drawn.
 */
export function plansLike({ world, steps }: Plan, faults: readonly Fault[]): fc.Arbitrary<Plan> {
  const times = steps.map(({ at }) => parseDuration(at) ?? 0);
  const cast = { phones: world.phones.map(({ name }) => name), untilMs: Math.max(60_000, ...times) };
  const used = faults.filter(({ id }) => steps.some((step) => 'fault' in step && step.fault === id));
  const step = fc.oneof(
    action('send', cast),
    action('read', cast),
    action('switch', cast),
    ...used.map((fault) => faultStep(fault, cast)),
  );
  return plan(world, fc.tuple<Step[]>(...steps.map(() => step)));
}

function plan(world: Plan['world'], steps: fc.Arbitrary<Step[]>): fc.Arbitrary<Plan> {
  const isSeed = (seed: unknown): boolean => Number.isSafeInteger(seed) || typeof seed === 'string';
  const seed = accepting<number | string>(fc.nat(), isSeed);
  const kept = accepting(fc.constant(world), (value) => typeof value === 'object');
  return fc.record({ seed: fc.noShrink(seed), world: fc.noShrink(kept), steps }, { noNullPrototype: true });
}
