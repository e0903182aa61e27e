import fc from 'fast-check';
import { parseDuration } from '../../faults/duration.ts';
import { type OfficeAction, officeActions } from '../../faults/plan/schema.ts';
import { accepting } from './accepting.ts';
import { type Cast, firstMs, oneOf } from './action.ts';
import { duration } from './duration.ts';

type Do = OfficeAction['do'];

/** Matters that holds are for: few, so that a hold is now and then released. */
const matters = ['rook', 'castle'] as const;
/** How long retention lasts in a world of minutes, ms: over before its end, or not. */
const [shortest, longest] = [1_000, 120_000] as const;

const whole = { noNullPrototype: true } as const;

/** What a records officer may have done, of people and within the time of a cast. */
export function officeAction(wanted: Do, { owners, untilMs }: Cast): fc.Arbitrary<OfficeAction> {
  const people = [...new Set(owners.values())];
  const at = duration(firstMs, untilMs);
  const matter = fc.constantFrom(...matters);
  const made: { readonly [K in Do]: () => fc.Arbitrary<OfficeAction> } = {
    policy: () =>
      fc.record(
        {
          at,
          do: fc.constant('policy' as const),
          retention: duration(shortest, longest),
          coldAfter: duration(shortest, longest),
        },
        { ...whole, requiredKeys: ['at', 'do', 'retention'] },
      ),
    hold: () =>
      fc
        .record(
          {
            at,
            do: fc.constant('hold' as const),
            matter,
            custodians: fc.subarray(people, { minLength: 1 }),
            since: duration(0, untilMs),
            until: duration(0, untilMs),
          },
          { ...whole, requiredKeys: ['at', 'do', 'matter'] },
        )
        .filter(
          ({ since, until }) =>
            since === undefined || until === undefined || (parseDuration(since) ?? 0) <= (parseDuration(until) ?? 0),
        ),
    release: () => fc.record({ at, do: fc.constant('release' as const), matter }, whole),
    erase: () => fc.record({ at, do: fc.constant('erase' as const), custodian: oneOf(people) }, whole),
  };
  return accepting(made[wanted](), (value) => officeActions[wanted].safeParse(value).success);
}
