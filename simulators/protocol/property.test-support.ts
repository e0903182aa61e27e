import fc from 'fast-check';
import { testSeed } from '../kernel/test-seed.ts';

/** Every property of this room is run from this seed. */
export const seed = testSeed();

export const runs = { seed, numRuns: 200, verbose: 1 } as const;

const from = (alphabet: string, constraints: { minLength: number; maxLength: number }): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...alphabet), ...constraints });

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const digits = '0123456789';

export const token = from(`${letters}${digits}-.`, { minLength: 1, maxLength: 20 });
export const word = from(letters + digits, { minLength: 1, maxLength: 20 });
/** Header text: no line breaks, no outer white space. */
export const text = fc
  .string({ unit: 'grapheme', maxLength: 40 })
  .map((value) => value.replace(/[\r\n\s\p{Cc}]+/gu, ' ').trim());
export const bytes = fc.uint8Array({ maxLength: 300 });
export const msisdn = from(digits, { minLength: 6, maxLength: 13 }).map((rest) => `+4${rest}`);
export const uri = fc.oneof(
  msisdn.map((number) => `tel:${number}`),
  fc.tuple(msisdn, word).map(([number, host]) => `sip:${number}@${host}.test`),
);

/** The value with plain prototypes and Uint8Array for every Buffer, so that two of them can be compared. */
export const plain = <T>(value: T): T => structuredClone(value);
