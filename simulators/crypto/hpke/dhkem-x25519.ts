import { x25519PublicKey, x25519SharedSecret } from '../x25519.ts';
import { type Dhkem, dhkem } from './dhkem.ts';
import { labeledExpand } from './labels.ts';

/** DHKEM(X25519, HKDF-SHA256), id 0x0020. */
export const dhkemX25519: Dhkem = dhkem({
  kemId: 0x0020,
  sharedSecret: x25519SharedSecret,
  publicKey: x25519PublicKey,
  derivePrivateKey: (pseudorandomKey, suiteId) => labeledExpand(suiteId, pseudorandomKey, 'sk', new Uint8Array(0), 32),
});
