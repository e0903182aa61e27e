import type { People } from '../phones/people.ts';
import type { Person } from '../phones/person.ts';
import type { CastMember } from '../stage/api.ts';

/** Somebody with a number of their own at one of the two carriers, or another device of somebody who takes part. */
export type Role =
  | { readonly carrier: 'north' | 'south'; readonly os?: 'android' | 'ios' }
  | { readonly pairedWith: string; readonly os?: 'android' | 'ios' };

/** Who takes part in a scenario beside Ana and Ben, by what the scenario calls them: `{ cy: { carrier: 'north' } }`. */
export type Cast = Readonly<Record<string, Role>>;

/** A person for each of a cast. */
export type PeopleOf<C extends Cast> = { readonly [Name in keyof C]: Person };

/** What somebody is called in the world, in plans and in faults: `anaTablet` is `ana-tablet`. */
export const worldName = (called: string): string =>
  called.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** A cast as the world takes it. Phones without a face are Android phones unless something else is said. */
export function castMembers(cast: Cast): CastMember[] {
  return Object.entries(cast).map(([called, { os = 'android', ...role }]) => {
    const who = { name: worldName(called), os };
    return 'pairedWith' in role
      ? { ...who, pairedWith: worldName(role.pairedWith) }
      : { ...who, carrier: role.carrier };
  });
}

/** @throws Error when the world has no phone for somebody */
export function peopleOf<C extends Cast>(cast: C, { members }: People): PeopleOf<C> {
  const found = Object.keys(cast).map((called) => {
    const person = members.get(worldName(called));
    if (person === undefined) throw new Error(`${called} is in the scenario's cast, and not in its world`);
    return [called, person] as const;
  });
  // One for each of its names.
  return Object.fromEntries(found) as PeopleOf<C>;
}
