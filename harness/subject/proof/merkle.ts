import { sha256 } from '../../../simulators/crypto/sha256.ts';

/** Length of a hash, bytes. */
export const hashBytes = 32;

const hashed = (prefix: number, ...parts: readonly Uint8Array[]): Uint8Array =>
  sha256(Buffer.concat([Buffer.of(prefix), ...parts]));

/** RFC 6962 section 2.1. */
export const leafHash = (data: Uint8Array): Uint8Array => hashed(0, data);
export const nodeHash = (left: Uint8Array, right: Uint8Array): Uint8Array => hashed(1, left, right);
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
