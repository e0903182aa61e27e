import { createVerify } from 'node:crypto';
import { sha256 } from '../sha256.ts';
import { encodeSignature, type SignatureEncoding } from './der-signature.ts';
import { p256PublicKeyObject } from './key.ts';
import { type SigningNonce, signingNonce } from './nonce.ts';
import { deterministicNonce } from './rfc6979.ts';
import { p256Order, toInteger, toScalarBytes } from './scalar.ts';

/** ECDSA P-256 with SHA-256 over a nonce that the caller answers for (FIPS 186-5 section 6.4.1). */
export function p256SignWith(
  nonce: SigningNonce,
  privateKey: Uint8Array,
  message: Uint8Array,
  encoding: SignatureEncoding = 'der',
): Uint8Array {
  return finish(nonce, privateKey, sha256(message), encoding);
}

/** ECDSA P-256 with SHA-256 and the deterministic nonce of RFC 6979: one key and one message give one signature. */
export function p256Sign(privateKey: Uint8Array, message: Uint8Array, encoding: SignatureEncoding = 'der'): Uint8Array {
  const digest = sha256(message);
  return finish(signingNonce(deterministicNonce(privateKey, digest)), privateKey, digest, encoding);
}

function finish(
  nonce: SigningNonce,
  privateKey: Uint8Array,
  digest: Uint8Array,
  encoding: SignatureEncoding,
): Uint8Array {
  const s = (nonce.inverse * ((toInteger(digest) + nonce.r * toInteger(privateKey)) % p256Order)) % p256Order;
  return encodeSignature(toScalarBytes(nonce.r), toScalarBytes(s), encoding);
}

/** Whether the signature is right. A malformed signature is wrong; a malformed public key throws CryptoError. */
export function p256Verify(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
  encoding: SignatureEncoding = 'der',
): boolean {
  const key = p256PublicKeyObject(publicKey);
  if (encoding === 'ieee-p1363' && signature.length !== 64) return false; // the runtime throws for these
  // As fast as the one-shot verify(), which makes an asynchronous resource even when it answers at once.
  const verifier = createVerify('sha256').update(message);
  return verifier.verify(encoding === 'der' ? key : { key, dsaEncoding: encoding }, signature);
}
