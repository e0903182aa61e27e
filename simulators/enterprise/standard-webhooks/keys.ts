import { ed25519Generate } from '../../crypto/ed25519.ts';
import type { Random } from '../../kernel/random.ts';

/** A shared secret for `v1` signatures: 24 to 64 bytes; ours have 32. */
export interface WebhookSecret {
  readonly kid: string;
  readonly key: Uint8Array;
}

/** The public half of a `v1a` key: the 32 bytes of RFC 8032. */
export interface Ed25519VerifyingKey {
  readonly kid: string;
  readonly publicKey: Uint8Array;
}

/** A key for `v1a` signatures; the private half is the seed of 32 bytes. */
export interface Ed25519SigningKey extends Ed25519VerifyingKey {
  readonly privateKey: Uint8Array;
}

export const webhookSecret = (kid: string, random: Random): WebhookSecret => ({ kid, key: random.bytes(32) });

export const ed25519Key = (kid: string, random: Random): Ed25519SigningKey => ({ kid, ...ed25519Generate(random) });

/** `whsec_<base64>`: the form in which people exchange a secret (Standard Webhooks 1.0.0, "Signature scheme"). */
export const formatSecret = ({ key }: WebhookSecret): string => `whsec_${Buffer.from(key).toString('base64')}`;
