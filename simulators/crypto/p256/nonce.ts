import { p256PublicKey } from './key.ts';
import { invert, p256Order, toInteger, toScalarBytes } from './scalar.ts';

/** What one ECDSA signature needs of its secret nonce k: its inverse, and r, the x coordinate of k*G. */
export interface SigningNonce {
  readonly inverse: bigint;
  readonly r: bigint;
}

/** r of FIPS 186-5 section 6.4.1. Zero (probability 2^-256) would need another k. */
export function nonceCommitment(nonce: bigint): bigint {
  return toInteger(p256PublicKey(toScalarBytes(nonce)).subarray(1, 33)) % p256Order;
}

export function signingNonce(nonce: bigint): SigningNonce {
  return { inverse: invert(nonce), r: nonceCommitment(nonce) };
}
