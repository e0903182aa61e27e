import { hash } from 'node:crypto';
import { equalBytes, plain } from './bytes.ts';

const blockBytes = 64;
const digestBytes = 32;

/**
 * HMAC-SHA256 (RFC 2104): 32 bytes. Two one-shot hashes, written out because they take a fifth of the time that the
 * runtime's createHmac does with a raw key, and a key schedule is made of nothing else.
 */
export function hmacSha256(key: Uint8Array, data: Uint8Array): Uint8Array {
  const short = key.length > blockBytes ? hash('sha256', key, 'buffer') : key;
  const inner = new Uint8Array(blockBytes + data.length);
  const outer = new Uint8Array(blockBytes + digestBytes);
  for (let index = 0; index < blockBytes; index++) {
    const byte = short[index] ?? 0;
    inner[index] = byte ^ 0x36;
    outer[index] = byte ^ 0x5c;
  }
  inner.set(data, blockBytes);
  outer.set(hash('sha256', inner, 'buffer'), blockBytes);
  return plain(hash('sha256', outer, 'buffer'));
}

/** Whether `tag` is the whole HMAC-SHA256 of `data`; a truncated tag is not. */
export function verifyHmacSha256(key: Uint8Array, data: Uint8Array, tag: Uint8Array): boolean {
  return equalBytes(hmacSha256(key, data), tag);
}
