import { z } from 'zod';
import { p256Point } from '../enrolment/schema.ts';
import { deviceKey } from '../manifests/device-key.ts';
import { plainText } from '../message-event.ts';
import { policyRequest } from '../policy/schema.ts';

const kid = plainText(64);

/** Ed25519 keys of the platform (RFC 8037), as a key set has them. */
const webKey = z.looseObject({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string().regex(/^[\w-]{43}$/),
  kid,
});

/** `POST /tenants`: what a tenant brings. Its keys are its own: the archive never holds the private escrow key. */
export const tenantRequest = z
  .strictObject({
    webhooks: z.strictObject({
      /** Standard Webhooks 1.0.0: `whsec_<base64>` of 24 to 64 bytes. */
      secrets: z.array(z.strictObject({ kid, secret: z.string().regex(/^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/) })).max(8),
      /** The platform's public keys: here, or where it publishes them. */
      jwks: z.strictObject({ keys: z.array(webKey).max(16) }).optional(),
      jwks_url: z
        .url({ protocol: /^https?$/ })
        .max(2048)
        .optional(),
    }),
    escrow: z.strictObject({ kid, public_key: p256Point }),
    /** What its device management vouches for devices with; without it no proof of a managed device holds. */
    device_management: z.strictObject({ kid, public_key: deviceKey }).optional(),
    policy: policyRequest.optional(),
  })
  .refine(({ webhooks: { jwks, jwks_url } }) => jwks === undefined || jwks_url === undefined, {
    path: ['webhooks', 'jwks_url'],
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
