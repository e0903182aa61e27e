import { sign } from 'node:crypto';
import { plain } from './bytes.ts';
import { osRandom } from './os-random.ts';
import { p256PrivateKeyObject } from './p256/key.ts';
import type { CryptoProvider } from './provider.ts';

/** Keys and nonces from the operating system: for whatever is not a simulated world. */
export function osCrypto(): CryptoProvider {
  return {
    source: 'operating system',
    random: osRandom,
    signP256: (privateKey, message) => plain(sign('sha256', message, p256PrivateKeyObject(privateKey))),
  };
}
