import { Problem } from './problem.ts';

/** A name as parameters have it: anything else may be a secret in the wrong place, and is not said back. */
const plainName = /^[a-z][a-z_]{0,31}$/;

/** The query as one value a name. @throws Problem `malformed` for a parameter that is none of the `known` ones, or comes twice */
export function knownParameters(url: string, known: readonly string[]): Readonly<Record<string, string>> {
  const { searchParams } = new URL(url);
  const there = known.length === 0 ? 'there are none' : `there are ${known.join(', ')}`;
  for (const name of new Set(searchParams.keys())) {
    const said = plainName.test(name) ? `"${name}"` : 'by that name';
    if (!known.includes(name)) throw new Problem('malformed', `no query parameter ${said} is known here: ${there}`);
    if (searchParams.getAll(name).length > 1) throw new Problem('malformed', `?${name}= must be there once`);
  }
  return Object.fromEntries(searchParams);
}
