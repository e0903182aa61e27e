import fc from 'fast-check';
import { parseDuration } from '../../faults/duration.ts';
import type { Fault } from '../../faults/fault.ts';
import { isFaultStep, type Plan, type Step, subscribers } from '../../faults/plan/schema.ts';
import { accepting } from './accepting.ts';
import { action, type Cast, firstMs, groupsMs } from './action.ts';
import { duration } from './duration.ts';
import { faultStep } from './fault-step.ts';
import { officeAction } from './office.ts';
import type { GroupMix, Mix } from './swarm.ts';

/** Plans of one mix, as many steps as it says. */
export function planOf(mix: Mix): fc.Arbitrary<Plan> {
  const { steps, weights, world, untilMs, group, office, deletions } = mix;
  const cast = { owners: subscribers(mix), groups: group ? [group.name] : [], untilMs };
  const step = fc.oneof(
    { weight: weights.send, arbitrary: action('send', cast) },
    { weight: weights.read, arbitrary: action('read', cast) },
    { weight: weights.switch, arbitrary: action('switch', cast) },
    ...deeds.map((word) => ({ weight: weights.group, arbitrary: action(word, cast) })),
    ...[...weights.faults].map(([fault, weight]) => ({ weight, arbitrary: faultStep(fault, cast) })),
  );
  const some = group
    ? fc.tuple<Step[]>(...opening(group, cast), ...[...Array(steps)].map(() => step))
    : fc.array<Step>(step, { minLength: steps, maxLength: steps, size: 'max' });
  const said = some.filter(saysSomething(cast.groups));
  // Drawn after all else: a world is the same with and without an officer.
  const deedsInOffice = fc.tuple<Step[]>(...office.map((word) => officeAction(word, cast)));
  const deleted = fc.tuple<Step[]>(...Array.from({ length: deletions }, () => action('delete-message', cast)));
  const filed = office.length === 0 ? said : both(said, deedsInOffice, office.length);
  return plan(world, deletions === 0 ? filed : both(filed, deleted, deletions));
}

const both = (some: fc.Arbitrary<Step[]>, others: fc.Arbitrary<Step[]>, count: number): fc.Arbitrary<Step[]> =>
  fc.tuple(some, others).map(
    (parts) => parts.flat(),
    (steps) => {
      if (!Array.isArray(steps) || steps.length < count) throw new TypeError('not the steps of a plan');
      return [steps.slice(0, -count), steps.slice(-count)];
    },
  );

/** What is done to groups that are there. */
const deeds = ['add', 'remove', 'leave', 'rename', 'end-encryption'] as const;

/** How a group comes to be: the others can only do something in it if they are in it at some time. */
function opening({ name, by, members, added }: GroupMix, { untilMs }: Cast): fc.Arbitrary<Step>[] {
  const made: fc.Arbitrary<Step> = fc.record({
    at: duration(firstMs, groupsMs - 1),
    do: fc.constant('create-group' as const),
    by: fc.constant(by),
    group: fc.constant(name),
    members: fc.constant<string[]>([...members]),
    subject: fc.constant('Crew'),
  });
  if (added === undefined) return [made];
  const grown: fc.Arbitrary<Step> = fc.record({
    at: duration(groupsMs, untilMs),
    do: fc.constant('add' as const),
    by: fc.constant(by),
    group: fc.constant(name),
    member: fc.constant(added),
  });
  return [made, grown];
}

/** A world in which nobody sends anything has nothing to judge; a group may never get to whoever would write to it. */
const saysSomething =
  (groups: readonly string[]) =>
  (steps: readonly Step[]): boolean =>
    steps.some((step) => !isFaultStep(step) && step.do === 'send' && !groups.includes(step.to));

/**
 * Plans like a given one, to shrink it with: as many steps, shorter times, simpler parameters. Its seed and its world stay,
 * so that the same keys and losses are drawn.
 */
export function plansLike({ world, steps }: Plan, faults: readonly Fault[]): fc.Arbitrary<Plan> {
  const times = steps.map(({ at }) => parseDuration(at) ?? 0);
  const groups = steps.flatMap((step) => (!isFaultStep(step) && step.do === 'create-group' ? [step.group] : []));
  const cast = { owners: subscribers({ world }), groups, untilMs: Math.max(60_000, ...times) };
  const used = faults.filter(({ id }) => steps.some((step) => 'fault' in step && step.fault === id));
  const step = fc.oneof(
    action('send', cast),
    action('read', cast),
    action('delete-message', cast),
    action('switch', cast),
    ...(groups.length > 0 ? (['create-group', ...deeds] as const).map((word) => action(word, cast)) : []),
    action('end-encryption', cast),
    ...(['policy', 'hold', 'release', 'erase'] as const).map((word) => officeAction(word, cast)),
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
