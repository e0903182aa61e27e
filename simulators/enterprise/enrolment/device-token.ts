import { ed25519Sign, ed25519Verify } from '../../crypto/ed25519.ts';
import type { Ed25519SigningKey, Ed25519VerifyingKey } from '../standard-webhooks/keys.ts';

/** Whom a device token speaks for. No MSISDN: the platform reads it too. */
export interface DeviceIdentity {
  readonly tenant: string;
  readonly device_id: string;
  /** The custodian's pseudonym. */
  readonly custodian_hash: string;
  /** 2 and up: of an enrolment that was renewed. Each has another token. */
  readonly generation?: number;
}

const prefix = 'device';
const longestToken = 1024;

/**
 * A bearer token that the platform verifies without asking the enterprise: `device.<base64url JSON>.<base64url Ed25519>`.
 * The same identity always gets the same token, so an enrolment whose reply was lost can be repeated.
 */
export function issueDeviceToken(
  key: Ed25519SigningKey,
  { tenant, device_id, custodian_hash, generation = 1 }: DeviceIdentity,
): string {
  const claims = Buffer.from(
    JSON.stringify({ tenant, device_id, custodian_hash, ...(generation > 1 && { generation }) }),
  ).toString('base64url');
  const signed = `${prefix}.${claims}`;
  return `${signed}.${Buffer.from(ed25519Sign(key.privateKey, Buffer.from(signed))).toString('base64url')}`;
}

/** The identity in a token, or nothing when it was not issued with the key. */
export function readDeviceToken(key: Ed25519VerifyingKey, token: string): DeviceIdentity | undefined {
  if (token.length > longestToken) return undefined;
  const [kind, claims = '', signature = '', ...rest] = token.split('.');
  if (kind !== prefix || rest.length > 0) return undefined;
  const signed = Buffer.from(`${prefix}.${claims}`);
  if (!ed25519Verify(key.publicKey, signed, Buffer.from(signature, 'base64url'))) return undefined;
  // The signature is ours, so the claims are what issueDeviceToken wrote.
  return JSON.parse(Buffer.from(claims, 'base64url').toString()) as DeviceIdentity;
}
