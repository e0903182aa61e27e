import { randomFillSync, sign } from 'node:crypto';
import { plain } from './bytes.ts';
import { p256PrivateKeyObject } from './p256/key.ts';
import type { CryptoProvider } from './provider.ts';

/**
 * Keys and nonces from the operating system: for whatever is not a simulated world. The one place outside the kernel
 * that draws true randomness, and nothing on the virtual clock may use it.
 */
export function osCrypto(): CryptoProvider {
  return {
    source: 'operating system',
    random: { bytes: (length) => randomFillSync(new Uint8Array(length)) },
    signP256: (privateKey, message) => plain(sign('sha256', message, p256PrivateKeyObject(privateKey))),
  };
}
