import { z } from 'zod';
import { equalBytes } from '../crypto/bytes.ts';
import { remainingFloorMs } from '../crypto/x509/profile.ts';
import { verifyChain } from '../crypto/x509/verify-chain.ts';
import { parseAnyKeyPackage } from '../mls/wire/key-package.ts';
import { rcsCipherSuite } from '../mls/wire/registry.ts';
import { isMsisdn } from '../protocol/uri.ts';
import type { PooledKeyPackage } from './key-package-pools.ts';
import { devicesPerSubscriber } from './subscribers.ts';

const msisdn = z.string().refine(isMsisdn, 'not E.164');
const base64 = z
  .string()
  .max(32 * 1024)
  .regex(/^[A-Za-z0-9+/]+={0,2}$/, 'not base64');

/** `POST /mls/v1/keypackages` */
export const uploadRequest = z.strictObject({
  msisdn,
  key_packages: z.array(base64).max(200),
  last_resort: base64.optional(),
});

/** `POST /mls/v1/certificate`: the identity key, what the ACS said of it, and the proof that the device holds it. */
export const certificateRequest = z.strictObject({
  msisdn,
  identity_pub: base64,
  acs_proof: base64,
  csr_pop: base64,
});

/** `POST /mls/v1/keypackages/claim` */
export const claimRequest = z.strictObject({ target_msisdn: msisdn });
/** One KeyPackage a device. */
export const claimAnswer = z.strictObject({
  key_packages: z
    .array(z.strictObject({ key_package: base64, is_last_resort: z.boolean(), device: z.string().max(16) }))
    .min(1)
    .max(devicesPerSubscriber),
});

/** Between KDSes: who asks is told along. */
export const interconnectClaimRequest = z.strictObject({ target_msisdn: msisdn, by: msisdn });

/** Every answer that is not 200. */
export const errorAnswer = z.strictObject({ error: z.string() });

/** Whose upload it is, and what its certificate is held against. */
export interface Uploader {
  readonly msisdn: string;
  readonly imei: string;
  readonly nowMs: number;
  /** DER. */
  readonly roots: readonly Uint8Array[];
}

export type UploadProblem = 'bad-key-package' | 'invalid-credential' | 'expired-credential';

/**
 * Reads an uploaded KeyPackage: an MLSMessage of the RCS cipher suite whose lifetime has not ended, with a certificate
 * of the uploading device that has the 30 days left that every roster demands. It expires once it has them no more.
 * Signatures of MLS are for the group's members to check.
 */
export function readUploaded(text: string, { msisdn, imei, nowMs, roots }: Uploader): PooledKeyPackage | UploadProblem {
  const bytes = Buffer.from(text, 'base64');
  const parsed = parseAnyKeyPackage(bytes);
  if (!parsed.ok || parsed.value.cipherSuite !== rcsCipherSuite) return 'bad-key-package';
  const { credential, signatureKey, source } = parsed.value.leafNode;
  if (source.type !== 'key-package') return 'bad-key-package';
  const endMs = source.lifetime.notAfter * 1000n;
  if (endMs <= BigInt(nowMs)) return 'bad-key-package';
  if (credential.type !== 'x509') return 'invalid-credential';
  const verified = verifyChain(credential.certificates, roots, nowMs, remainingFloorMs);
  if (!verified.ok) {
    const late = verified.problem === 'too-little-left' || verified.problem === 'expired';
    return late ? 'expired-credential' : 'invalid-credential';
  }
  if (verified.msisdn !== msisdn || verified.device !== imei || !equalBytes(verified.publicKey, signatureKey))
    return 'invalid-credential';
  const usableUntilMs = verified.notAfterMs - remainingFloorMs;
  return { bytes, expiresAtMs: endMs < BigInt(usableUntilMs) ? Number(endMs) : usableUntilMs };
}
