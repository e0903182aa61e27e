import { concatBytes } from '../../crypto/bytes.ts';
import { ed25519Sign, ed25519Verify } from '../../crypto/ed25519.ts';
import { hmacSha256, verifyHmacSha256 } from '../../crypto/hmac.ts';
import type { Ed25519SigningKey, Ed25519VerifyingKey, WebhookSecret } from './keys.ts';

/** How far `webhook-timestamp` may be from the receiver's clock, ms (Standard Webhooks 1.0.0 leaves it open; its libraries take this). */
export const toleranceMs = 5 * 60_000;

/** Signatures looked at in one header: more would let a stranger choose how much the receiver computes. */
const mostSignatures = 8;

export interface SigningKeys {
  readonly secrets: readonly WebhookSecret[];
  readonly ed25519: readonly Ed25519SigningKey[];
}

export interface VerifyingKeys {
  readonly secrets: readonly WebhookSecret[];
  readonly ed25519: readonly Ed25519VerifyingKey[];
}

/** What the three headers of a delivery said, still unproven. */
export interface WebhookHeaders {
  readonly id: string;
  /** Seconds since the epoch, as written. */
  readonly timestamp: string;
  readonly signatures: readonly { readonly version: 'v1' | 'v1a'; readonly bytes: Uint8Array }[];
}

const signedBytes = (id: string, timestamp: string, body: Uint8Array): Uint8Array =>
  concatBytes(Buffer.from(`${id}.${timestamp}.`), body);

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** The three headers of one attempt: the id stays over retries, time and signatures are new (Standard Webhooks 1.0.0). */
export function signedHeaders(
  keys: SigningKeys,
  id: string,
  atMs: number,
  body: Uint8Array,
): { 'webhook-id': string; 'webhook-timestamp': string; 'webhook-signature': string } {
  const timestamp = String(Math.floor(atMs / 1000));
  const bytes = signedBytes(id, timestamp, body);
  const signatures = [
    ...keys.secrets.map(({ key }) => `v1,${base64(hmacSha256(key, bytes))}`),
    ...keys.ed25519.map(({ privateKey }) => `v1a,${base64(ed25519Sign(privateKey, bytes))}`),
  ];
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}

/** Reads the headers, or says what is wrong with them. Signatures of other versions are passed over, as the specification asks. */
export function readHeaders(headers: Headers): WebhookHeaders | { readonly problem: string } {
  const id = headers.get('webhook-id') ?? '';
  const timestamp = headers.get('webhook-timestamp') ?? '';
  if (!/^[\w-]{1,128}$/.test(id)) return { problem: 'webhook-id is missing or malformed' };
  if (!/^\d{1,12}$/.test(timestamp)) return { problem: 'webhook-timestamp is missing or not in seconds' };
  const signatures = (headers.get('webhook-signature') ?? '').split(' ', mostSignatures).flatMap((part) => {
    const [version, value = ''] = part.split(',', 2);
    if (version !== 'v1' && version !== 'v1a') return [];
    return [{ version, bytes: Buffer.from(value, 'base64') } as const];
  });
  if (signatures.length === 0) return { problem: 'webhook-signature holds no v1 or v1a signature' };
  return { id, timestamp, signatures };
}

export function isTimely({ timestamp }: WebhookHeaders, nowMs: number): boolean {
  return Math.abs(nowMs - Number(timestamp) * 1000) <= toleranceMs;
}

/** Whether any signature was made by any of the keys; secrets are compared in constant time. */
export function isSigned(headers: WebhookHeaders, keys: VerifyingKeys, body: Uint8Array): boolean {
  const bytes = signedBytes(headers.id, headers.timestamp, body);
  return headers.signatures.some((signature) =>
    signature.version === 'v1'
      ? keys.secrets.some(({ key }) => verifyHmacSha256(key, bytes, signature.bytes))
      : keys.ed25519.some(({ publicKey }) => ed25519Verify(publicKey, bytes, signature.bytes)),
  );
}
