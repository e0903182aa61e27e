import { z } from 'zod';
import { p256Point } from '../enrolment/schema.ts';
import { deviceKey } from '../manifests/device-key.ts';
import { plainText } from '../message-event.ts';
import { policyRequest } from '../policy/schema.ts';
import { webhookKeys } from './webhook-keys.ts';

const kid = plainText(64);

/** `POST /tenants`: what a tenant brings. Its keys are its own: the archive never holds the private escrow key. */
export const tenantRequest = z.strictObject({
  webhooks: webhookKeys,
  escrow: z.strictObject({ kid, public_key: p256Point }),
  /** What its device management vouches for devices with; without it no proof of a managed device holds. */
  device_management: z.strictObject({ kid, public_key: deviceKey }).optional(),
  policy: policyRequest.optional(),
});
export type TenantRequest = z.infer<typeof tenantRequest>;

export const tenantLimitBytes = 65_536;

/** The only message that carries these secrets. */
export interface TenantAnswer {
  readonly tenant: string;
  /** What the contract's paths are below, without a trailing slash. */
  readonly base_url: string;
  readonly credentials: {
    readonly enrolment_token: string;
    readonly auditor_token: string;
    readonly operator_token: string;
    /** Keys content hashes: the tenant's own, to hold a record's hash against its content. */
    readonly content_hash_key: { readonly kid: string; readonly key: string };
  };
  /** Public keys of the tenant's archive. */
  readonly keys: {
    readonly archive: readonly { readonly kid: string; readonly public_key: string }[];
    /** C2SP signed-note: `<name>+<id>+<key>`. */
    readonly log: string;
  };
}
