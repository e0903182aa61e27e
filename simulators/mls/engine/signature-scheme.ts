import { CryptoError } from '../../crypto/crypto-error.ts';
import { ed25519Generate, ed25519Sign, ed25519Verify } from '../../crypto/ed25519.ts';
import { p256Verify } from '../../crypto/p256/ecdsa.ts';
import { type KeyPair, p256Generate } from '../../crypto/p256/key.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import { sha256Hex } from '../../crypto/sha256.ts';
import { opaque } from '../wire/writer.ts';

/** A cipher suite's signatures. */
export interface SignatureScheme {
  generate(): KeyPair;
  sign(privateKey: Uint8Array, message: Uint8Array): Uint8Array;
  /** False also for a public key that is none. */
  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
}

/** Results that are kept: a commit is verified by every member, a tree by everyone who joins. */
const keptVerifications = 8192;
const verified = new Map<string, boolean>();

/**
 * Verifying is a pure function and dear, and clients of one process are shown the same signatures: each is verified
 * once. What is kept of it is a hash over key, signature and message, and the answer.
 */
function rememberedVerification(verify: SignatureScheme['verify']): SignatureScheme['verify'] {
  return (publicKey, message, signature) => {
    const name = sha256Hex(Buffer.concat([opaque(publicKey), opaque(signature), message]));
    const known = verified.get(name);
    if (known !== undefined) return known;
    const answer = verify(publicKey, message, signature);
    verified.set(name, answer);
    if (verified.size > keptVerifications) {
      for (const oldest of verified.keys()) {
        verified.delete(oldest);
        break;
      }
    }
    return answer;
  };
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
    verify: rememberedVerification((publicKey, message, signature) =>
      check(() => p256Verify(publicKey, message, signature)),
    ),
  };
}
