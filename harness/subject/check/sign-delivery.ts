import { ed25519Sign } from '../../../simulators/crypto/ed25519.ts';
import { hmacSha256 } from '../../../simulators/crypto/hmac.ts';

/** What a platform signs with: shared secrets (24 to 64 bytes) for `v1`, Ed25519 seeds of 32 bytes for `v1a`. */
export interface WebhookKeys {
  readonly secrets: readonly { readonly key: Uint8Array }[];
  readonly ed25519: readonly { readonly privateKey: Uint8Array }[];
}

export type SignedHeaders = Readonly<Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>>;

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/**
 * The headers of a delivery by Standard Webhooks 1.0.0: what is signed is `id.timestamp.body`. Written apart from the
 * simulated platform, so that the two are held against each other.
 */
export function signDelivery({ secrets, ed25519 }: WebhookKeys, id: string, atMs: number, body: string): SignedHeaders {
  const timestamp = String(Math.floor(atMs / 1000));
  const signed = Buffer.from(`${id}.${timestamp}.${body}`);
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': [
      ...secrets.map(({ key }) => `v1,${base64(hmacSha256(key, signed))}`),
      ...ed25519.map(({ privateKey }) => `v1a,${base64(ed25519Sign(privateKey, signed))}`),
    ].join(' '),
  };
}
