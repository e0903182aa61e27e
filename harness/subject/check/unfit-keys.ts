import type { WebhookKeys } from '../contract/webhook-keys.ts';

/** Webhook keys that nobody may be given, and what is the matter with them. */
export interface UnfitKeys {
  readonly name: string;
  readonly spoil: (keys: WebhookKeys, nowMs: number) => object;
}

const second = ({ secrets }: WebhookKeys) => ({ ...secrets[0], secret: `whsec_${'A'.repeat(44)}` });

/** When a tenant is made and when its keys are changed. */
export const unfitKeys: readonly UnfitKeys[] = [
  {
    name: 'two secrets of one kid are refused',
    spoil: (keys) => ({ ...keys, secrets: [...keys.secrets, second(keys)] }),
  },
  {
    name: 'two public keys of one kid are refused',
    spoil: ({ jwks, ...keys }) => ({ ...keys, jwks: { keys: [...(jwks?.keys ?? []), ...(jwks?.keys ?? [])] } }),
  },
  {
    name: 'a secret and a public key of one kid are refused',
    spoil: ({ jwks, ...keys }) => ({
      ...keys,
      jwks: { keys: (jwks?.keys ?? []).map((key) => ({ ...key, kid: keys.secrets[0]?.kid })) },
    }),
  },
  {
    name: 'a private key where a public one is due is refused',
    spoil: ({ jwks, ...keys }) => ({
      ...keys,
      jwks: { keys: (jwks?.keys ?? []).map((key) => ({ ...key, d: Buffer.alloc(32, 7).toString('base64url') })) },
    }),
  },
  {
    name: 'a private signing key where a shared secret is due is refused',
    spoil: (keys) => ({ ...keys, secrets: keys.secrets.map((one) => ({ ...one, secret: `whsk_${'A'.repeat(44)}` })) }),
  },
  {
    name: 'a key that is accepted until a time that is over is refused',
    spoil: (keys, nowMs) => ({
      ...keys,
      secrets: [...keys.secrets, { ...second(keys), kid: 'over', until: new Date(nowMs - 3_600_000).toISOString() }],
    }),
  },
  {
    name: 'a key whose end is no time is refused',
    spoil: (keys) => ({ ...keys, secrets: [...keys.secrets, { ...second(keys), kid: 'over', until: 'soon' }] }),
  },
];
