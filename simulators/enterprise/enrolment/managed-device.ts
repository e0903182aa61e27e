import { ed25519Sign, ed25519Verify } from '../../crypto/ed25519.ts';
import type { Ed25519SigningKey, Ed25519VerifyingKey } from '../standard-webhooks/keys.ts';

/** What an organisation's device management says of a device. */
export interface ManagedDevice {
  readonly tenant: string;
  readonly installation_id: string;
  readonly custodian: string;
  /** Base64 of the device's Ed25519 public key; null for one that signs no manifests. */
  readonly device_key: string | null;
  /** Ms since the epoch. */
  readonly expires_at: number;
}

/** A proof is for one enrolment, not for keeping, ms. */
export const longestValidityMs = 10 * 60_000;
const prefix = 'managed';
const longestToken = 2048;

/** `managed.<base64url JSON>.<base64url Ed25519>`, by the organisation's device management. */
export function issueManagedDevice(key: Ed25519SigningKey, device: ManagedDevice): string {
  const signed = `${prefix}.${Buffer.from(JSON.stringify(device)).toString('base64url')}`;
  return `${signed}.${Buffer.from(ed25519Sign(key.privateKey, Buffer.from(signed))).toString('base64url')}`;
}

/** Why a proof shows nothing. `not-signed`: not by the organisation; `not-timely`; `another-device`: it is about somebody else. */
export type ProofFlaw = 'not-signed' | 'not-timely' | 'another-device';

/** What is wrong with a proof that `claimed` is a managed device; nothing when it holds. */
export function proofFlaw(
  key: Ed25519VerifyingKey,
  token: string,
  claimed: Omit<ManagedDevice, 'expires_at'>,
  nowMs: number,
): ProofFlaw | undefined {
  const [kind, claims = '', signature = '', ...rest] = token.length > longestToken ? [] : token.split('.');
  if (kind !== prefix || rest.length > 0) return 'not-signed';
  const signed = Buffer.from(`${prefix}.${claims}`);
  if (!ed25519Verify(key.publicKey, signed, Buffer.from(signature, 'base64url'))) return 'not-signed';
  // The signature is the organisation's, so the claims are what its device management wrote.
  const device = JSON.parse(Buffer.from(claims, 'base64url').toString()) as ManagedDevice;
  if (!(device.expires_at > nowMs && device.expires_at <= nowMs + longestValidityMs)) return 'not-timely';
  const same =
    device.tenant === claimed.tenant &&
    device.installation_id === claimed.installation_id &&
    device.custodian === claimed.custodian &&
    device.device_key === claimed.device_key;
  return same ? undefined : 'another-device';
}
