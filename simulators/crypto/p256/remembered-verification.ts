import { CryptoError } from '../crypto-error.ts';
import { sha256Hex } from '../sha256.ts';
import { p256Verify } from './ecdsa.ts';

/** Results that are kept: a commit is verified by every member, a tree by everyone who joins. */
const kept = 8192;
const verified = new Map<string, boolean>();

const lengthOf = (bytes: Uint8Array): Uint8Array => Uint8Array.of(bytes.length >>> 8, bytes.length);

function verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    return p256Verify(publicKey, message, signature);
  } catch (error) {
    if (error instanceof CryptoError) return false;
    throw error;
  }
}

/**
 * Whether a DER signature is right; false also for a public key that is none. Verifying is a pure function and dear, and
 * the parties of one process are shown the same signatures: each is verified once. What is kept of it is a hash over key,
 * signature and message, and the answer.
 */
export function p256Verified(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length > 0xffff || signature.length > 0xffff) return false;
  // Lengths are in it, so that bytes cannot move from one field to the next.
  const name = sha256Hex(Buffer.concat([lengthOf(publicKey), publicKey, lengthOf(signature), signature, message]));
  const known = verified.get(name);
  if (known !== undefined) return known;
  const answer = verify(publicKey, message, signature);
  verified.set(name, answer);
  if (verified.size > kept) {
    for (const oldest of verified.keys()) {
      verified.delete(oldest);
      break;
    }
  }
  return answer;
}
