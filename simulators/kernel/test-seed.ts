/** The seed of randomised tests when nobody names another. */
const usual = 20_261_122;

/** What was printed already: one line a process, however many files ask. */
let printed: number | undefined;

/**
 * For tests only: the seed of everything random in them, `GREENROOM_SEED` or the usual one. Prints it once a process.
 * @throws Error when `GREENROOM_SEED` is no whole number: a run from a seed that nobody can name cannot be repeated
 */
export function testSeed(env: Readonly<Record<string, string | undefined>> = process.env): number {
  const given = env['GREENROOM_SEED'];
  const seed = given === undefined || given === '' ? usual : Number(given);
  if (!Number.isSafeInteger(seed) || (given ?? '').trim() !== (given ?? ''))
    throw new Error(`GREENROOM_SEED is ${JSON.stringify(given)}: give a whole number, as in GREENROOM_SEED=7.`);
  if (printed !== seed) console.log(`GREENROOM_SEED=${seed}`);
  printed = seed;
  return seed;
}
