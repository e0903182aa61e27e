import { createECDH, createPrivateKey, createPublicKey, type ECDH, type KeyObject } from 'node:crypto';
import { boundedMemo } from '../bounded-memo.ts';
import { concatBytes, plain } from '../bytes.ts';
import { CryptoError } from '../crypto-error.ts';
import type { RandomBytes } from '../random-bytes.ts';
import { isScalar, toInteger } from './scalar.ts';

/** A raw key pair: the scalar (32 bytes) and the uncompressed point (SEC 1 section 2.3.3: `04`, x, y; 65 bytes). */
export interface KeyPair {
  readonly privateKey: Uint8Array;
  readonly publicKey: Uint8Array;
}

export const p256PointBytes = 65;

/** DER of a SubjectPublicKeyInfo up to the point (RFC 5480). */
const spkiPrefix = Buffer.from('3059301306072a8648ce3d020106082a8648ce3d030107034200', 'hex');
/** DER of a PKCS #8 key around an RFC 5915 ECPrivateKey: before the scalar, and between scalar and point. */
const pkcs8Prefix = Buffer.from('308187020100301306072a8648ce3d020106082a8648ce3d030107046d306b0201010420', 'hex');
const pkcs8Middle = Buffer.from('a144034200', 'hex');

let latest: { readonly scalar: Buffer; readonly ecdh: ECDH } | undefined;

/**
 * The runtime's form of a private scalar. The latest is kept, because the runtime computes the point each time that it
 * takes a scalar, and a key pair that HPKE makes is used at once.
 */
export function p256Ecdh(privateKey: Uint8Array): ECDH {
  if (latest?.scalar.equals(privateKey)) return latest.ecdh;
  const ecdh = createECDH('prime256v1');
  try {
    ecdh.setPrivateKey(privateKey);
  } catch (cause) {
    throw new CryptoError('a P-256 private key is 32 bytes between 1 and the group order', { cause });
  }
  latest = { scalar: Buffer.from(privateKey), ecdh };
  return ecdh;
}

/** The public point of a private scalar. */
export function p256PublicKey(privateKey: Uint8Array): Uint8Array {
  return plain(p256Ecdh(privateKey).getPublicKey());
}

export function p256Generate(random: RandomBytes): KeyPair {
  for (;;) {
    const privateKey = random.bytes(32);
    if (isScalar(toInteger(privateKey))) return { privateKey, publicKey: p256PublicKey(privateKey) };
  }
}

/**
 * The runtime's key object of a raw point.
 * @throws CryptoError for anything but an uncompressed point on the curve
 */
export const p256PublicKeyObject: (publicKey: Uint8Array) => KeyObject = boundedMemo(4096, (publicKey) => {
  if (publicKey.length !== p256PointBytes || publicKey[0] !== 0x04) {
    throw new CryptoError('a P-256 public key is an uncompressed point of 65 bytes');
  }
  try {
    return createPublicKey({ key: Buffer.concat([spkiPrefix, publicKey]), format: 'der', type: 'spki' });
  } catch (cause) {
    throw new CryptoError('the P-256 public key is not a point on the curve', { cause });
  }
});

/** The runtime's key object of a raw private scalar. Not remembered: callers that use one often keep it themselves. */
export function p256PrivateKeyObject(privateKey: Uint8Array): KeyObject {
  const der = concatBytes(pkcs8Prefix, privateKey, pkcs8Middle, p256PublicKey(privateKey));
  return createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' });
}
