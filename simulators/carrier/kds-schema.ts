import { z } from 'zod';
import { parseKeyPackage } from '../mls/wire/key-package.ts';
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

/**
 * Reads an uploaded KeyPackage: an MLSMessage of the RCS cipher suite whose credential names `owner` and whose lifetime
 * has not ended. Signatures are for the group's members to check.
 */
export function readUploaded(text: string, owner: string, nowMs: number): PooledKeyPackage | undefined {
  const bytes = Buffer.from(text, 'base64');
  const parsed = parseKeyPackage(bytes);
  if (!parsed.ok || parsed.value.cipherSuite !== rcsCipherSuite || parsed.value.msisdn !== owner) return undefined;
  const endMs = parsed.value.lifetime.notAfter * 1000n;
  const expiresAtMs = endMs > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(endMs);
  return expiresAtMs > nowMs ? { bytes, expiresAtMs } : undefined;
}
