import { concatBytes } from './bytes.ts';
import { CryptoError } from './crypto-error.ts';
import { hmacSha256 } from './hmac.ts';

const hashBytes = 32;
const first = Uint8Array.of(1);

/** HKDF-Extract with SHA-256 (RFC 5869 section 2.2). An empty salt means 32 zeros, which is HMAC's own padding. */
export function hkdfExtract(salt: Uint8Array, inputKeyMaterial: Uint8Array): Uint8Array {
  return hmacSha256(salt, inputKeyMaterial);
}

/**
 * HKDF-Expand with SHA-256 (RFC 5869 section 2.3).
 * @param length bytes, at most 255 * 32
 */
export function hkdfExpand(pseudorandomKey: Uint8Array, info: Uint8Array, length: number): Uint8Array {
  // One block is nearly every call that MLS and HPKE make.
  if (length <= hashBytes) return hmacSha256(pseudorandomKey, concatBytes(info, first)).subarray(0, length);
  if (length > 255 * hashBytes) throw new CryptoError(`HKDF cannot expand to ${length} bytes: the limit is 8160`);
  const out = new Uint8Array(Math.ceil(length / hashBytes) * hashBytes);
  let block: Uint8Array = new Uint8Array(0);
  for (let index = 1, offset = 0; offset < length; index++, offset += hashBytes) {
    block = hmacSha256(pseudorandomKey, concatBytes(block, info, Uint8Array.of(index)));
    out.set(block, offset);
  }
  return out.subarray(0, length);
}
