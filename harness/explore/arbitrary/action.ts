import fc from 'fast-check';
import { type Action, actions } from '../../faults/plan/schema.ts';
import { accepting } from './accepting.ts';
import { duration } from './duration.ts';

type Do = Action['do'];

/** What users do: which phones there are, and until when something happens (ms). */
export interface Cast {
  readonly phones: readonly string[];
  readonly untilMs: number;
}

/** Nothing happens before everybody is connected and enrolled, ms. */
export const firstMs = 5_000;

/** One of `phones`: with one left there is nothing to shrink to. */
export const oneOf = (names: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...names);

/** What a user types: words, all scripts, emoji, and now and then a long one. */
const body = fc.oneof(
  { weight: 12, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength: 200, maxLength: 400, size: 'max' }) },
);

const isStep = (action: Do) => (value: unknown) => actions[action].safeParse(value).success;
const whole = { noNullPrototype: true } as const;

/** Every action by its name. Two different phones each: a step that names one phone twice is not made. */
export function action(wanted: Do, { phones, untilMs }: Cast): fc.Arbitrary<Action> {
  const at = duration(firstMs, untilMs);
  const made: { readonly [K in Do]: () => fc.Arbitrary<Action> } = {
    send: () =>
      fc
        .record(
          {
            at,
            do: fc.constant('send' as const),
            from: oneOf(phones),
            to: oneOf(phones),
            body: accepting(body, (text) => typeof text === 'string' && text.length > 0),
          },
          whole,
        )
        .filter(({ from, to }) => from !== to),
    read: () =>
      fc
        .record({ at, do: fc.constant('read' as const), phone: oneOf(phones), peer: oneOf(phones) }, whole)
        .filter(({ phone, peer }) => phone !== peer),
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
  };
  return accepting(made[wanted](), isStep(wanted));
}
