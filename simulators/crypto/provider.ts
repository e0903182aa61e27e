import type { RandomBytes } from './random-bytes.ts';

/**
 * The two things in this room that are not functions of their arguments: drawing random bytes, and signing, because
 * ECDSA needs a secret nonce. All other primitives are imported as they are.
 */
export interface CryptoProvider {
  readonly source: 'seed' | 'operating system';
  readonly random: RandomBytes;
  /** ECDSA P-256 with SHA-256 by a raw scalar; DER, as MLS has it (RFC 9420 section 5.1.2). */
  signP256(privateKey: Uint8Array, message: Uint8Array): Uint8Array;
}
