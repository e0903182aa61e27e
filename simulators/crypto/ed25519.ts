import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { boundedMemo } from './bounded-memo.ts';
import { plain } from './bytes.ts';
import { CryptoError } from './crypto-error.ts';
import type { KeyPair } from './p256/key.ts';
import type { RandomBytes } from './random-bytes.ts';

/** DER up to the raw key (RFC 8410). */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');
const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex');

function checkLength(key: Uint8Array): void {
  if (key.length !== 32) throw new CryptoError(`an Ed25519 key has 32 bytes, not ${key.length}`);
}

const privateKeyObject: (privateKey: Uint8Array) => KeyObject = boundedMemo(1024, (privateKey) => {
  checkLength(privateKey);
  return createPrivateKey({ key: Buffer.concat([pkcs8Prefix, privateKey]), format: 'der', type: 'pkcs8' });
});

const publicKeyObject: (publicKey: Uint8Array) => KeyObject = boundedMemo(4096, (publicKey) => {
  checkLength(publicKey);
  return createPublicKey({ key: Buffer.concat([spkiPrefix, publicKey]), format: 'der', type: 'spki' });
});

/** The public key (32 bytes) of a private seed (32 bytes; RFC 8032 section 5.1.5). */
export function ed25519PublicKey(privateKey: Uint8Array): Uint8Array {
  const spki = createPublicKey(privateKeyObject(privateKey)).export({ format: 'der', type: 'spki' });
  return plain(spki.subarray(spkiPrefix.length));
}

export function ed25519Generate(random: RandomBytes): KeyPair {
  const privateKey = random.bytes(32);
  return { privateKey, publicKey: ed25519PublicKey(privateKey) };
}

/** A signature of 64 bytes; deterministic by design. */
export function ed25519Sign(privateKey: Uint8Array, message: Uint8Array): Uint8Array {
  return plain(sign(null, message, privateKeyObject(privateKey)));
}

/** Whether the signature is right. A malformed signature is wrong; a key of another length throws CryptoError. */
export function ed25519Verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  return verify(null, message, publicKeyObject(publicKey), signature);
}
