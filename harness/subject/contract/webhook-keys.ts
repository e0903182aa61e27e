import { z } from 'zod';
import { instant, plainText } from './text.ts';

/** Names one key, among secrets and public keys alike, as long as there is the tenant. */
const kid = plainText(64);

/** Until when it is accepted, while another takes its place. Default: until it is left out. */
const until = instant.optional();

/** An Ed25519 public key (RFC 8037) as a key set has it. */
const webKey = z.looseObject({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  /** 32 bytes, base64url without padding. */
  x: z.string().regex(/^[\w-]{43}$/),
  kid,
  until,
});

/** What a tenant's webhooks are verified with: when it is made, and by `PUT /tenants/{tenant}/webhook-keys`. */
export const webhookKeys = z.strictObject({
  /** Standard Webhooks 1.0.0: `whsec_<base64>` of 24 to 64 bytes. */
  secrets: z
    .array(z.strictObject({ kid, secret: z.string().regex(/^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/), until }))
    .max(8),
  /** The platform's public keys: here, or where it publishes them; not both. */
  jwks: z.strictObject({ keys: z.array(webKey).max(16) }).optional(),
  jwks_url: z.url().optional(),
});
export type WebhookKeys = z.infer<typeof webhookKeys>;

/** What of them cannot be said by a schema. */
export const webhookKeysRule =
  'A kid stands once among secrets and jwks, and never names another key of the tenant afterwards. A key of jwks is public: ' +
  'one with a private member (d, say) is refused. until is not over. jwks and jwks_url exclude each other.';

/** What is accepted now: never the secrets. */
export const acceptedWebhookKeys = z.strictObject({
  accepted: z.array(
    z.strictObject({ kid: z.string().min(1), kind: z.enum(['secret', 'public']), until: instant.nullable() }),
  ),
  /** Where the platform's public keys are fetched. */
  jwks_url: z.url().nullable(),
  /** Null for the keys that the tenant was made with. The same keys again change nothing. */
  in_force_since: instant.nullable(),
});
