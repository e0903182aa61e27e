import { plain } from '../bytes.ts';
import { CryptoError } from '../crypto-error.ts';
import { p256Ecdh, p256PointBytes } from './key.ts';

/**
 * The x coordinate of privateKey * publicKey (32 bytes), as DHKEM(P-256) takes it (RFC 9180 section 7.1).
 * @throws CryptoError when the public key is no uncompressed point on the curve
 */
export function p256SharedSecret(privateKey: Uint8Array, publicKey: Uint8Array): Uint8Array {
  if (publicKey.length !== p256PointBytes || publicKey[0] !== 0x04) {
    throw new CryptoError('a P-256 public key is an uncompressed point of 65 bytes');
  }
  try {
    return plain(p256Ecdh(privateKey).computeSecret(publicKey));
  } catch (cause) {
    throw new CryptoError('P-256 key agreement failed: one of the keys is not of the curve', { cause });
  }
}
