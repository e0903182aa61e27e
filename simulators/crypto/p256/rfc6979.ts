import { concatBytes } from '../bytes.ts';
import { hmacSha256 } from '../hmac.ts';
import { isScalar, p256Order, toInteger, toScalarBytes } from './scalar.ts';

/** The nonce k of a message digest (SHA-256) under a private key, by RFC 6979 section 3.2. */
export function deterministicNonce(privateKey: Uint8Array, digest: Uint8Array): bigint {
  const reduced = toScalarBytes(toInteger(digest) % p256Order);
  let value: Uint8Array = new Uint8Array(32).fill(1);
  let key: Uint8Array = new Uint8Array(32);
  for (const step of [0, 1]) {
    key = hmacSha256(key, concatBytes(value, Uint8Array.of(step), privateKey, reduced));
    value = hmacSha256(key, value);
  }
  for (;;) {
    value = hmacSha256(key, value);
    const nonce = toInteger(value);
    if (isScalar(nonce)) return nonce;
    key = hmacSha256(key, concatBytes(value, Uint8Array.of(0)));
    value = hmacSha256(key, value);
  }
}
