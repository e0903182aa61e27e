import type { RandomBytes } from '../random-bytes.ts';
import { nonceCommitment, type SigningNonce } from './nonce.ts';
import { invert, isScalar, p256Order, toInteger } from './scalar.ts';

/** Nonces prepared at a time: enough that the one modular inversion they share costs next to nothing. */
const batch = 64;

/**
 * Signing nonces drawn from a seeded stream, each handed out once. A signature then costs a third of RFC 6979's, and
 * stays a function of the seed. A nonce used for two messages gives the key away, so the stream must belong to one
 * client alone and never be drawn from twice; that is why only a simulated world may have one.
 */
export function noncePool(random: RandomBytes): () => SigningNonce {
  const ready: { readonly nonce: bigint; readonly inverse: bigint }[] = [];

  function draw(): bigint {
    for (;;) {
      const nonce = toInteger(random.bytes(32));
      if (isScalar(nonce)) return nonce;
    }
  }

  function refill(): void {
    const nonces = Array.from({ length: batch }, draw);
    // Montgomery's trick: invert the product once, then peel one factor off at a time.
    const products = [1n];
    for (const nonce of nonces) products.push(((products.at(-1) ?? 1n) * nonce) % p256Order);
    let inverse = invert(products.at(-1) ?? 1n);
    for (let index = nonces.length - 1; index >= 0; index--) {
      const nonce = nonces[index] ?? 1n;
      ready.push({ nonce, inverse: (inverse * (products[index] ?? 1n)) % p256Order });
      inverse = (inverse * nonce) % p256Order;
    }
  }

  return () => {
    for (;;) {
      const next = ready.pop();
      // The point is computed only now: most clients never sign as often as nonces are made ready for them.
      if (next) return { inverse: next.inverse, r: nonceCommitment(next.nonce) };
      refill();
    }
  };
}
