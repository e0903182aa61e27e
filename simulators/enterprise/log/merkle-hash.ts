import { digestBytes, sha256 } from '../../crypto/sha256.ts';

/** Length of every hash of a log, bytes. */
export const hashBytes = digestBytes;

/** The root of a log without leaves: SHA-256 of nothing (RFC 6962 section 2.1). */
export const emptyRoot: Uint8Array = sha256(new Uint8Array(0));

/** Written anew by every call, which runs to its end at once. */
const pair = new Uint8Array(1 + 2 * hashBytes);
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
  let level = hashes;
  while (level.length > hashBytes) {
    const above = new Uint8Array(level.length / 2);
    for (let at = 0; at < above.length; at += hashBytes) {
      pair.set(level.subarray(2 * at, 2 * at + 2 * hashBytes), 1);
      above.set(sha256(pair), at);
    }
    level = above;
  }
  return level;
}
