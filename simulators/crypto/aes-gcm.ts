import { createCipheriv, createDecipheriv, createSecretKey } from 'node:crypto';
import { plain } from './bytes.ts';
import { CryptoError } from './crypto-error.ts';

export const aesGcmKeyBytes = 16;
export const aesGcmNonceBytes = 12;
export const aesGcmTagBytes = 16;

// Key objects are made first because the runtime takes longer over a raw key than over making one of it.

function checkSizes(key: Uint8Array, nonce: Uint8Array): void {
  if (key.length !== aesGcmKeyBytes) {
    throw new CryptoError(`an AES-128-GCM key has ${aesGcmKeyBytes} bytes, not ${key.length}`);
  }
  if (nonce.length !== aesGcmNonceBytes) {
    throw new CryptoError(`an AES-128-GCM nonce has ${aesGcmNonceBytes} bytes, not ${nonce.length}`);
  }
}

/** AES-128-GCM (NIST SP 800-38D): the ciphertext with its 16-byte tag behind it, as RFC 5116 and MLS have it. */
export function aesGcmSeal(
  key: Uint8Array,
  nonce: Uint8Array,
  additionalData: Uint8Array,
  plaintext: Uint8Array,
): Uint8Array {
  checkSizes(key, nonce);
  const cipher = createCipheriv('aes-128-gcm', createSecretKey(key), nonce, { authTagLength: aesGcmTagBytes });
  if (additionalData.length > 0) cipher.setAAD(additionalData);
  const sealed = new Uint8Array(plaintext.length + aesGcmTagBytes);
  sealed.set(cipher.update(plaintext));
  cipher.final(); // a stream mode: nothing is left over
  sealed.set(cipher.getAuthTag(), plaintext.length);
  return sealed;
}

/** The plaintext, or nothing when the tag does not match. */
export function aesGcmOpen(
  key: Uint8Array,
  nonce: Uint8Array,
  additionalData: Uint8Array,
  sealed: Uint8Array,
): Uint8Array | undefined {
  checkSizes(key, nonce);
  const bodyBytes = sealed.length - aesGcmTagBytes;
  if (bodyBytes < 0) return undefined;
  const decipher = createDecipheriv('aes-128-gcm', createSecretKey(key), nonce, { authTagLength: aesGcmTagBytes });
  decipher.setAuthTag(sealed.subarray(bodyBytes));
  if (additionalData.length > 0) decipher.setAAD(additionalData);
  const plaintext = decipher.update(sealed.subarray(0, bodyBytes));
  try {
    decipher.final();
  } catch {
    return undefined;
  }
  return plain(plaintext);
}
