import { z } from 'zod';
import { deviceKey } from './manifest.ts';
import { p256Point, plainText } from './text.ts';
import { webhookKeys } from './webhook-keys.ts';

const kid = plainText(64);

/** `POST /tenants`: what a tenant brings. The private escrow key and what the platform signs with stay with whoever asks. */
export const tenantRequest = z.strictObject({
  webhooks: webhookKeys,
  escrow: z.strictObject({ kid, public_key: p256Point }),
  /** Ed25519: what its device management vouches for devices with. Without it no proof of a managed device holds. */
  device_management: z.strictObject({ kid, public_key: deviceKey }).optional(),
  /** As `PUT /policy` takes it. */
  policy: z.record(z.string(), z.unknown()).optional(),
});
export type TenantRequest = z.infer<typeof tenantRequest>;

/** The only message that carries these secrets. */
export const tenantAnswer = z.strictObject({
  tenant: z.string().min(1).max(64),
  /** What the contract's paths are below, without a trailing slash. */
  base_url: z.url(),
  credentials: z.strictObject({
    enrolment_token: z.string().min(16),
    auditor_token: z.string().min(16),
    operator_token: z.string().min(16),
    /** Keys content hashes: to hold a record's hash against its content. */
    content_hash_key: z.strictObject({ kid, key: z.base64() }),
  }),
  /** Public keys of the tenant's archive. */
  keys: z.strictObject({
    /** Ed25519, base64: what it signs tombstones and exports with. */
    archive: z.array(z.strictObject({ kid, public_key: z.base64() })),
    /** What its log's checkpoints are verified with: a verifier key of C2SP signed-note. */
    log: z.string().min(1),
  }),
});
