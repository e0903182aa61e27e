import { p256Generate } from '../simulators/crypto/p256/key.ts';
import { seededCrypto } from '../simulators/crypto/seeded-provider.ts';
import { simulationLicence } from '../simulators/crypto/simulation-licence.ts';
import { certificateAuthority } from '../simulators/crypto/x509/certificate-authority.ts';
import { leafLifetimeMs } from '../simulators/crypto/x509/profile.ts';
import { vouchedBy } from '../simulators/crypto/x509/verify-chain.ts';
import { seededRandom } from '../simulators/kernel/random.ts';
import { deviceCredentials } from '../simulators/mls/client/device-credentials.ts';
import { createMlsEngine } from '../simulators/mls/engine/engine.ts';
import type { Identity, KeyPackageBundle, MlsEngine } from '../simulators/mls/engine/port.ts';
import { signatureScheme } from '../simulators/mls/engine/signature-scheme.ts';
import { telIdentity } from '../simulators/mls/wire/credential.ts';

/** 2026-11-22T10:00:00Z, and the lifetime of what is made then. */
export const nowMs = Date.UTC(2026, 10, 22, 10);
export const lifetime = { notBefore: BigInt(nowMs / 1000 - 3600), notAfter: BigInt(nowMs / 1000 + 75 * 86_400) };

const licence = simulationLicence('virtual');
const dayMs = 86_400_000;
const random = seededRandom('bench');
const authority = certificateAuthority({
  name: 'Bench',
  crypto: seededCrypto(random.split('authority'), licence),
  notBeforeMs: nowMs - dayMs,
  notAfterMs: nowMs + 1000 * dayMs,
});
const proof = random.bytes(70);

/** The root that everybody here trusts: DER. */
export const root = authority.root;

/** Number and device of the nth subscriber. */
export const subscriber = (index: number): { readonly msisdn: string; readonly device: string } => ({
  msisdn: `+4477009${String(10_000 + index)}`,
  device: String(350_000_000_000_000 + index),
});

/** A chain for a subscriber's key, as a KDS issues it: leaf and intermediate, DER. */
export function chainFor(index: number, publicKey: Uint8Array): readonly Uint8Array[] {
  const notBeforeMs = nowMs - 3_600_000;
  return authority.issue({
    ...subscriber(index),
    publicKey,
    notBeforeMs,
    notAfterMs: notBeforeMs + leafLifetimeMs,
    proof,
  });
}

/** A member on the bare engine, its leaf's credential an X.509 chain. */
export interface CertifiedMember {
  readonly engine: MlsEngine;
  readonly identity: Identity;
  bundle(): Promise<KeyPackageBundle>;
}

export function certifiedMember(index: number): CertifiedMember {
  const { msisdn, device } = subscriber(index);
  const crypto = seededCrypto(random.split(msisdn), licence);
  const credentials = deviceCredentials({ msisdn, device, clock: { now: () => nowMs } });
  const engine = createMlsEngine(crypto, 2, credentials.authentication);
  const keys = engine.createIdentity(telIdentity(msisdn));
  const certificates = chainFor(index, keys.signaturePublicKey);
  credentials.accept(certificates, [root], keys.signaturePublicKey);
  const identity = { ...keys, certificates };
  return { engine, identity, bundle: () => engine.createKeyPackage(identity, { lifetime, lastResort: false }) };
}

const scheme = signatureScheme(2, seededCrypto(random.split('flood'), licence));
const { publicKey } = p256Generate(random);
let flooded = 0;

/**
 * Makes this process forget which signatures and chains it has verified, so that a member is measured as if nobody else
 * were there: fills those memories, which are bounded, with what is quickly seen to be wrong.
 */
export function forgetVerified(): void {
  const wrong = Buffer.alloc(8);
  for (let n = 0; n < 8192; n++) {
    wrong.writeUInt32BE(flooded++);
    scheme.verify(publicKey, wrong, wrong);
    if (n % 4 === 0) vouchedBy([Uint8Array.from(wrong)], []);
  }
}
