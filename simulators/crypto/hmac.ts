import { createHmac } from 'node:crypto';
import { equalBytes, plain } from './bytes.ts';

/** HMAC-SHA256 (RFC 2104): 32 bytes. */
export function hmacSha256(key: Uint8Array, data: Uint8Array): Uint8Array {
  return plain(createHmac('sha256', key).update(data).digest());
}

/** Whether `tag` is the whole HMAC-SHA256 of `data`; a truncated tag is not. */
export function verifyHmacSha256(key: Uint8Array, data: Uint8Array, tag: Uint8Array): boolean {
  return equalBytes(hmacSha256(key, data), tag);
}
