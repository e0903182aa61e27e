import { CryptoError } from '../../crypto/crypto-error.ts';
import { ed25519Generate, ed25519Sign, ed25519Verify } from '../../crypto/ed25519.ts';
import { type KeyPair, p256Generate } from '../../crypto/p256/key.ts';
import { p256Verified } from '../../crypto/p256/remembered-verification.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';

/** A cipher suite's signatures. */
export interface SignatureScheme {
  generate(): KeyPair;
  sign(privateKey: Uint8Array, message: Uint8Array): Uint8Array;
  /** False also for a public key that is none. */
  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
}

/** Ed25519 for suite 1, ECDSA P-256 with SHA-256 in DER for suite 2 (RFC 9420 section 17.1). */
export function signatureScheme(cipherSuite: 1 | 2, crypto: CryptoProvider): SignatureScheme {
  const check = (verify: () => boolean): boolean => {
    try {
      return verify();
    } catch (error) {
      if (error instanceof CryptoError) return false;
      throw error;
    }
  };
  if (cipherSuite === 1) {
    return {
      generate: () => ed25519Generate(crypto.random),
      sign: ed25519Sign,
      verify: (publicKey, message, signature) => check(() => ed25519Verify(publicKey, message, signature)),
    };
  }
  return {
    generate: () => p256Generate(crypto.random),
    sign: crypto.signP256,
    verify: p256Verified,
  };
}
