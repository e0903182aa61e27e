import { z } from 'zod';
import { instant, plainText } from '../message-event.ts';
import type { Ed25519VerifyingKey, WebhookSecret } from '../standard-webhooks/keys.ts';

/** Names one key, and one key only, as long as there is the tenant. */
const kid = plainText(64);

/** Until when a key is accepted, while another takes its place. Default: until it is left out. */
const until = instant.optional();

/** Standard Webhooks 1.0.0: `whsec_<base64>` of 24 to 64 bytes. */
const secret = z.string().regex(/^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/);

/** What only a private key or a shared one has (RFC 7518 section 6, RFC 8037 section 2). */
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/** An Ed25519 public key of the platform (RFC 8037), as a key set has it. */
const webKey = z
  .looseObject({
    kty: z.literal('OKP'),
    crv: z.literal('Ed25519'),
    x: z.string().regex(/^[\w-]{43}$/),
    kid,
    until,
  })
  .check(({ value, issues }) => {
    const found = privateMembers.find((name) => name in value);
    if (found === undefined) return;
    issues.push({ code: 'custom', path: [found], input: null, message: 'belongs to a private key' });
  });

/** What a hosted tenant's webhooks are verified with. */
export const webhookKeys = z
  .strictObject({
    secrets: z.array(z.strictObject({ kid, secret, until })).max(8),
    /** The platform's public keys: here, or where it publishes them. */
    jwks: z.strictObject({ keys: z.array(webKey).max(16) }).optional(),
    jwks_url: z
      .url({ protocol: /^https?$/ })
      .max(2048)
      .optional(),
  })
  .refine(({ jwks, jwks_url }) => jwks === undefined || jwks_url === undefined, {
    path: ['jwks_url'],
    message: 'must not be there beside jwks',
  })
  .check(({ value, issues }) => {
    const seen = new Set<string>();
    for (const [path, key] of [
      ...value.secrets.map((one, index) => [['secrets', index, 'kid'], one.kid] as const),
      ...(value.jwks?.keys ?? []).map((one, index) => [['jwks', 'keys', index, 'kid'], one.kid] as const),
    ]) {
      if (seen.has(key)) issues.push({ code: 'custom', path: [...path], input: null, message: 'is there twice' });
      seen.add(key);
    }
  });
export type WebhookKeys = z.infer<typeof webhookKeys>;

/** A key that is accepted, without what is secret about it. */
export interface AcceptedKey {
  readonly kid: string;
  readonly kind: 'secret' | 'public';
  /** Null: until it is left out. */
  readonly until: string | null;
}

export const acceptedKeys = ({ secrets, jwks }: WebhookKeys): readonly AcceptedKey[] => [
  ...secrets.map((one): AcceptedKey => ({ kid: one.kid, kind: 'secret', until: one.until ?? null })),
  ...(jwks?.keys ?? []).map((one): AcceptedKey => ({ kid: one.kid, kind: 'public', until: one.until ?? null })),
];

/** The bytes of each key by its name, as text. */
export const keyMaterial = ({ secrets, jwks }: WebhookKeys): ReadonlyMap<string, string> =>
  new Map([
    ...secrets.map((one) => [one.kid, one.secret] as const),
    ...(jwks?.keys ?? []).map((one) => [one.kid, one.x] as const),
  ]);

const isAccepted =
  (nowMs: number) =>
  (key: { readonly until?: string | undefined }): boolean =>
    key.until === undefined || nowMs < Date.parse(key.until);

/** The shared secrets that are accepted at a time. */
export const secretsAt = ({ secrets }: WebhookKeys, nowMs: number): readonly WebhookSecret[] =>
  secrets.filter(isAccepted(nowMs)).map((one) => ({
    kid: one.kid,
    key: new Uint8Array(Buffer.from(one.secret.slice('whsec_'.length), 'base64')),
  }));

/** The public keys that are accepted at a time, of those that are not fetched. */
export const publicKeysAt = ({ jwks }: WebhookKeys, nowMs: number): readonly Ed25519VerifyingKey[] =>
  (jwks?.keys ?? [])
    .filter(isAccepted(nowMs))
    .map((one) => ({ kid: one.kid, publicKey: Buffer.from(one.x, 'base64url') }));
