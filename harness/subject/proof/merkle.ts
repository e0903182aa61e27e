import { sha256 } from '../../../simulators/crypto/sha256.ts';

/** Length of a hash, bytes. */
export const hashBytes = 32;

/** Written anew by every call, which runs to its end at once. */
const pair = Buffer.allocUnsafeSlow(1 + 2 * hashBytes);
pair[0] = 1;

/** RFC 6962 section 2.1. */
export const leafHash = (data: Uint8Array): Uint8Array => sha256(Buffer.concat([Buffer.of(0), data]));

/** RFC 6962 section 2.1, of two hashes. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  if (left.length !== hashBytes || right.length !== hashBytes)
    throw new RangeError('a node has two hashes of 32 bytes');
  pair.set(left, 1);
  pair.set(right, 1 + hashBytes);
  return sha256(pair);
}

export const emptyRoot: Uint8Array = sha256(new Uint8Array(0));

export const sameHash = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

/** A proof's hashes are 32 bytes each; one of another length could shift what is hashed with it. */
export const areHashes = (proof: readonly Uint8Array[]): boolean => proof.every(({ length }) => length === hashBytes);

/** Whether numbers count leaves: whole, not negative, exact. */
export const areCounts = (...numbers: readonly number[]): boolean =>
  numbers.every((number) => Number.isSafeInteger(number) && number >= 0);

/** A number without its last bit: what `>> 1` is for numbers beyond 32 bits. */
export const half = (number: number): number => Math.floor(number / 2);
export const isOdd = (number: number): boolean => number % 2 === 1;
