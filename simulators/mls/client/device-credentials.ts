import { equalBytes } from '../../crypto/bytes.ts';
import { type VerifiedChain, validityProblem, vouchedBy } from '../../crypto/x509/verify-chain.ts';
import type { Authenticated, Authentication, Member } from '../engine/port.ts';
import { telIdentity } from '../wire/credential.ts';
import { MlsClientError } from './client-error.ts';

/** [I] A certificate with less than this left is renewed, well before the 30 days that a roster demands. */
export const renewalMs = 45 * 86_400_000;

/** Whom a device trusts, and what vouches for itself. */
export interface DeviceCredentials {
  /**
   * Decides on every leaf: a chain to a root that is trusted here, for the key beside it. It knows no time, because
   * members whose certificate has run out stay members: `validity` is for those that come.
   */
  readonly authentication: Authentication;
  /** Why a member may not come in, or stay in a commit of ours, now. */
  validity(member: Member, minRemainingMs?: number): string | undefined;
  /**
   * Takes certificates for a key.
   * @throws MlsClientError for a chain that does not vouch for this device and this key now
   */
  accept(chain: readonly Uint8Array[], roots: readonly Uint8Array[], publicKey: Uint8Array): { notAfterMs: number };
}

export interface DeviceCredentialsOptions {
  readonly msisdn: string;
  /** IMEI. */
  readonly device: string;
  /** The phone's own clock. */
  readonly clock: { now(): number };
}

/** The X.509 side of one device's identity. */
export function deviceCredentials({ msisdn, device, clock }: DeviceCredentialsOptions): DeviceCredentials {
  let trusted: readonly Uint8Array[] = [];
  /** Chains as the tree holds them: the same objects from epoch to epoch. */
  let known = new WeakMap<readonly Uint8Array[], VerifiedChain>();

  function vouched(chain: readonly Uint8Array[]): VerifiedChain {
    const verified = known.get(chain) ?? vouchedBy(chain, trusted);
    known.set(chain, verified);
    return verified;
  }

  function authenticate(chain: readonly Uint8Array[], signatureKey: Uint8Array): Authenticated {
    const verified = vouched(chain);
    if (!verified.ok) return { ok: false, detail: `the certificate is ${verified.problem}: ${verified.detail}` };
    if (!equalBytes(verified.publicKey, signatureKey))
      return { ok: false, detail: 'the certificate is for another key' };
    const { msisdn: owner, device: of, notAfterMs } = verified;
    return { ok: true, uri: telIdentity(owner), device: of, notAfterMs };
  }

  return {
    authentication: {
      authenticate: (credential, signatureKey) =>
        credential.type === 'x509'
          ? authenticate(credential.certificates, signatureKey)
          : { ok: false, detail: 'a credential without a certificate' },
    },
    validity({ uri, notAfterMs = Number.POSITIVE_INFINITY }, minRemainingMs) {
      const problem = validityProblem({ notBeforeMs: 0, notAfterMs }, clock.now(), minRemainingMs);
      return problem && `the certificate of ${uri} is ${problem.problem}: ${problem.detail}`;
    },
    accept(chain, roots, publicKey) {
      const verified = vouchedBy(chain, roots);
      // A phone whose clock is behind knows no better: what was just issued for it is valid.
      const atMs = verified.ok ? Math.max(clock.now(), verified.notBeforeMs) : 0;
      const problem = verified.ok ? validityProblem(verified, atMs) : verified;
      if (problem) throw new MlsClientError(`the certificate is ${problem.problem}: ${problem.detail}`);
      if (!verified.ok || verified.msisdn !== msisdn || verified.device !== device)
        throw new MlsClientError(`the certificate is not for device ${device} of ${msisdn}`);
      if (!equalBytes(verified.publicKey, publicKey)) throw new MlsClientError('the certificate is for another key');
      trusted = roots;
      known = new WeakMap();
      return { notAfterMs: verified.notAfterMs };
    },
  };
}
