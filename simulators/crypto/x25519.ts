import { createPrivateKey, createPublicKey, diffieHellman, type KeyObject } from 'node:crypto';
import { plain } from './bytes.ts';
import { CryptoError } from './crypto-error.ts';

/** DER up to the raw key (RFC 8410). */
const pkcs8Prefix = Buffer.from('302e020100300506032b656e04220420', 'hex');
const spkiPrefix = Buffer.from('302a300506032b656e032100', 'hex');

function privateKeyObject(privateKey: Uint8Array): KeyObject {
  if (privateKey.length !== 32) throw new CryptoError(`an X25519 key has 32 bytes, not ${privateKey.length}`);
  return createPrivateKey({ key: Buffer.concat([pkcs8Prefix, privateKey]), format: 'der', type: 'pkcs8' });
}

export function x25519PublicKey(privateKey: Uint8Array): Uint8Array {
  const spki = createPublicKey(privateKeyObject(privateKey)).export({ format: 'der', type: 'spki' });
  return plain(spki.subarray(spkiPrefix.length));
}

/**
 * The shared secret (32 bytes; RFC 7748 section 6.1).
 * @throws CryptoError for a key of another length, or a point of small order
 */
export function x25519SharedSecret(privateKey: Uint8Array, publicKey: Uint8Array): Uint8Array {
  if (publicKey.length !== 32) throw new CryptoError(`an X25519 key has 32 bytes, not ${publicKey.length}`);
  const peer = createPublicKey({ key: Buffer.concat([spkiPrefix, publicKey]), format: 'der', type: 'spki' });
  try {
    return plain(diffieHellman({ privateKey: privateKeyObject(privateKey), publicKey: peer }));
  } catch (cause) {
    throw new CryptoError('X25519 key agreement failed: the public key is a point of small order', { cause });
  }
}
