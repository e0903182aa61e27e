import { digestBytes, sha256, sha256Into } from '../../crypto/sha256.ts';

/** Length of every hash of a log, bytes. */
export const hashBytes = digestBytes;

/** The root of a log without leaves: SHA-256 of nothing (RFC 6962 section 2.1). */
export const emptyRoot: Uint8Array = sha256(new Uint8Array(0));

/** Written anew by every call, which runs to its end at once. */
const pair = Buffer.allocUnsafeSlow(1 + 2 * hashBytes);
pair[0] = 1;

/** The hash of a leaf: SHA-256(0x00 || data), so that no leaf passes for a node (RFC 6962 section 2.1). */
export function leafHash(data: Uint8Array): Uint8Array {
  const prefixed = new Uint8Array(1 + data.length);
  prefixed.set(data, 1);
  return sha256(prefixed);
}

/** The hash of a node: SHA-256(0x01 || left || right). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  pair.set(left, 1);
  pair.set(right, 1 + hashBytes);
  return sha256(pair);
}

/** The root of a complete subtree: `hashes` holds a power of two of them, one after the other. */
export function completeRoot(hashes: Uint8Array): Uint8Array {
  if (hashes.length === hashBytes) return hashes;
  const level = Buffer.from(hashes); // each level is written over the one below it
  for (let length = level.length; length > hashBytes; length /= 2) {
    for (let at = 0; at < length; at += 2 * hashBytes) {
      level.copy(pair, 1, at, at + 2 * hashBytes);
      sha256Into(level, at / 2, pair);
    }
  }
  return Uint8Array.from(level.subarray(0, hashBytes));
}
