import fc from 'fast-check';
import { type Action, actions } from '../../faults/plan/schema.ts';
import { accepting } from './accepting.ts';
import { duration } from './duration.ts';

type Do = Action['do'];

/** What users do: who there is, and until when something happens (ms). */
export interface Cast {
  /** Whose each device is, by the names of phones. */
  readonly owners: ReadonlyMap<string, string>;
  readonly groups: readonly string[];
  readonly untilMs: number;
}

/** Nothing happens before everybody is connected and enrolled, ms. */
export const firstMs = 5_000;

/** Groups are made before this, ms, and other things in a world with groups happen after it. */
export const groupsMs = 9_000;

/** What a group may be called in the course of time. */
const subjects = ['Crew', 'Night shift', 'Understudies 🎭'] as const;

/** One of `phones`: with one left there is nothing to shrink to. */
export const oneOf = (names: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...names);

/** What a user types: words, all scripts, emoji, and now and then a long one. */
const body = fc.oneof(
  { weight: 12, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength: 200, maxLength: 400, size: 'max' }) },
);

const isStep = (action: Do) => (value: unknown) => actions[action].safeParse(value).success;
const whole = { noNullPrototype: true } as const;

/**
 * Every action by its name. Two different people each: a step that has somebody write to themselves is not made. Of the
 * groups of a cast everybody must be at some time.
 */
export function action(wanted: Do, { owners, groups, untilMs }: Cast): fc.Arbitrary<Action> {
  const phones = [...owners.keys()];
  const people = [...new Set(owners.values())];
  const owner = (phone: string): string => owners.get(phone) ?? phone;
  const at = duration(groups.length > 0 ? groupsMs : firstMs, untilMs);
  const named = groups.length > 0 ? fc.constantFrom(...groups) : fc.constant('group');
  // With groups most of what is written goes to them: with people alone other worlds are about.
  const peer =
    groups.length > 0
      ? fc.oneof({ weight: 1, arbitrary: oneOf(people) }, { weight: 3, arbitrary: named })
      : oneOf(people);
  const deed = <D extends Do>(word: D) => ({ at, do: fc.constant(word), by: oneOf(phones), group: named });
  const made: { readonly [K in Do]: () => fc.Arbitrary<Action> } = {
    send: () =>
      fc
        .record(
          {
            at,
            do: fc.constant('send' as const),
            from: oneOf(phones),
            to: peer,
            body: accepting(body, (text) => typeof text === 'string' && text.length > 0),
          },
          whole,
        )
        .filter(({ from, to }) => owner(from) !== to),
    read: () =>
      fc
        .record({ at, do: fc.constant('read' as const), phone: oneOf(phones), peer }, whole)
        .filter(({ phone, peer }) => owner(phone) !== peer),
    'delete-message': () =>
      fc
        .record(
          {
            at,
            do: fc.constant('delete-message' as const),
            phone: oneOf(phones),
            peer,
            before: fc.integer({ min: 0, max: 3 }),
          },
          whole,
        )
        .filter(({ phone, peer }) => owner(phone) !== peer),
    switch: () =>
      fc.record(
        {
          at,
          do: fc.constant('switch' as const),
          phone: oneOf(phones),
          setting: fc.constantFrom('airplane' as const, 'rcs' as const, 'e2ee' as const),
          on: fc.boolean(),
        },
        whole,
      ),
    'create-group': () =>
      fc
        .record(
          {
            ...deed('create-group'),
            at: duration(firstMs, groupsMs - 1),
            members: fc.subarray([...people], { minLength: Math.min(2, people.length) }),
          },
          whole,
        )
        .filter(({ by, members }) => !members.includes(owner(by))),
    add: () =>
      fc.record({ ...deed('add'), member: oneOf(people) }, whole).filter(({ by, member }) => owner(by) !== member),
    remove: () =>
      fc.record({ ...deed('remove'), member: oneOf(people) }, whole).filter(({ by, member }) => owner(by) !== member),
    leave: () => fc.record(deed('leave'), whole),
    rename: () => fc.record({ ...deed('rename'), subject: fc.constantFrom(...subjects) }, whole),
    'end-encryption': () =>
      fc.record({ at, do: fc.constant('end-encryption' as const), by: oneOf(phones), peer: named }, whole),
  };
  return accepting(made[wanted](), isStep(wanted));
}
