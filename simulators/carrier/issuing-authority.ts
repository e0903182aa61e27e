import { CryptoError } from '../crypto/crypto-error.ts';
import { p256Sign, p256Verify } from '../crypto/p256/ecdsa.ts';
import { p256Generate } from '../crypto/p256/key.ts';
import { seededCrypto } from '../crypto/seeded-provider.ts';
import { simulationLicence } from '../crypto/simulation-licence.ts';
import { type CertificateAuthority, certificateAuthority } from '../crypto/x509/certificate-authority.ts';
import { leafLifetimeMs } from '../crypto/x509/profile.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Random } from '../kernel/random.ts';
import { type IdentityClaim, identityStatement, possessionStatement } from '../protocol/identity-proof.ts';

/** Why a certificate is not issued. */
export type IssueRefusal = 'bad-proof' | 'bad-possession';

/** A carrier's certificate authority, and the key by which its configuration server vouches for identity keys. */
export interface IssuingAuthority {
  /** DER of the root, which every carrier's KDS and every phone trusts. */
  root(): Uint8Array;
  /** The configuration server: this key is of this device. */
  attest(claim: IdentityClaim): Uint8Array;
  /** The KDS: a certificate chain for a key that was attested and that the asker holds; leaf first. */
  issue(
    claim: IdentityClaim,
    proof: Uint8Array,
    possession: Uint8Array,
  ): { readonly chain: readonly Uint8Array[]; readonly notAfterMs: number } | IssueRefusal;
  /** Certificates of a subscriber, or of all, get so many days from now on; the usual 76 when not given. A fault. */
  limit(days?: number, msisdn?: string): void;
}

const dayMs = 86_400_000;
/** Certificates begin an hour early, for phones whose clocks are behind. */
const earlyMs = 3_600_000;
const caLifetimeMs = 1827 * dayMs;

/** Keys are made when they are first needed, from a stream of the carrier's own. */
export function issuingAuthority(name: string, clock: Clock, random: Random): IssuingAuthority {
  // A carrier of this house is simulated whatever the phones are: nobody else trusts its roots.
  const crypto = seededCrypto(random, simulationLicence('simulated-phones'));
  const limits = new Map<string | undefined, number>();
  let made: { readonly authority: CertificateAuthority; readonly server: ReturnType<typeof p256Generate> } | undefined;

  function keys() {
    const notBeforeMs = clock.now() - dayMs;
    made ??= {
      authority: certificateAuthority({ name, crypto, notBeforeMs, notAfterMs: notBeforeMs + caLifetimeMs }),
      server: p256Generate(crypto.random),
    };
    return made;
  }

  return {
    root: () => keys().authority.root,
    attest: (claim) => p256Sign(keys().server.privateKey, identityStatement(claim)),
    issue(claim, proof, possession) {
      const { authority, server } = keys();
      const { msisdn, imei: device, identityKey: publicKey } = claim;
      if (!p256Verify(server.publicKey, identityStatement(claim), proof)) return 'bad-proof';
      if (!holds(publicKey, possessionStatement(claim), possession)) return 'bad-possession';
      const days = limits.get(msisdn) ?? limits.get(undefined);
      const nowMs = Math.floor(clock.now() / 1000) * 1000; // certificates know whole seconds
      const notBeforeMs = nowMs - earlyMs;
      const notAfterMs = days === undefined ? notBeforeMs + leafLifetimeMs : nowMs + days * dayMs;
      return { chain: authority.issue({ msisdn, device, publicKey, notBeforeMs, notAfterMs, proof }), notAfterMs };
    },
    limit(days, msisdn) {
      if (days === undefined) limits.delete(msisdn);
      else limits.set(msisdn, days);
    },
  };
}

/** A key that is no point on the curve holds nothing. */
function holds(publicKey: Uint8Array, statement: Uint8Array, signature: Uint8Array): boolean {
  try {
    return p256Verify(publicKey, statement, signature);
  } catch (error) {
    if (error instanceof CryptoError) return false;
    throw error;
  }
}
