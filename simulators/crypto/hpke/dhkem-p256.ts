import { CryptoError } from '../crypto-error.ts';
import { p256SharedSecret } from '../p256/ecdh.ts';
import { p256PublicKey } from '../p256/key.ts';
import { isScalar, toInteger } from '../p256/scalar.ts';
import { type Dhkem, dhkem } from './dhkem.ts';
import { labeledExpand } from './labels.ts';

/** DHKEM(P-256, HKDF-SHA256), id 0x0010. */
export const dhkemP256: Dhkem = dhkem({
  kemId: 0x0010,
  sharedSecret: p256SharedSecret,
  publicKey: p256PublicKey,
  derivePrivateKey(pseudorandomKey, suiteId) {
    for (let counter = 0; counter < 256; counter++) {
      const candidate = labeledExpand(suiteId, pseudorandomKey, 'candidate', Uint8Array.of(counter), 32);
      if (isScalar(toInteger(candidate))) return candidate;
    }
    throw new CryptoError('DeriveKeyPair found no scalar in 256 candidates'); // probability 2^-8192
  },
});
