import { p256SignWith } from './p256/ecdsa.ts';
import { noncePool } from './p256/nonce-pool.ts';
import type { CryptoProvider } from './provider.ts';
import type { SplittableRandomBytes } from './random-bytes.ts';
import { requireLicence, type SimulationLicence } from './simulation-licence.ts';

/**
 * Keys and nonces from a seeded stream, which must be this client's alone: nonces come from its child `signing-nonces`,
 * everything else from the stream itself.
 * @throws NotSimulatedError outside a simulated world
 */
export function seededCrypto(random: SplittableRandomBytes, licence: SimulationLicence): CryptoProvider {
  requireLicence(licence);
  const nextNonce = noncePool(random.split('signing-nonces'));
  return {
    source: 'seed',
    random,
    signP256: (privateKey, message) => p256SignWith(nextNonce(), privateKey, message),
  };
}
