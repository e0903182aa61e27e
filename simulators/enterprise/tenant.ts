import { p256Generate } from '../crypto/p256/key.ts';
import type { Random } from '../kernel/random.ts';
import type { HashKey } from './keyed-hash.ts';
import { type Ed25519SigningKey, ed25519Key } from './standard-webhooks/keys.ts';

/**
 * Everything that a tenant owns. Each party is handed its part: the platform never sees the content key, the
 * enterprise never sees the private escrow key.
 */
export interface Tenant {
  readonly id: string;
  /** P-256. The private half belongs to the tenant's key service; archival copies are sealed to the public half. */
  readonly escrow: { readonly kid: string; readonly privateKey: Uint8Array; readonly publicKey: Uint8Array };
  /** Pseudonyms of numbers and conversations: the platform's and the tenant's. */
  readonly identifierKey: HashKey;
  /** Content hashes: the enrolled endpoints' and the tenant's. Without it nobody can try short bodies against a hash. */
  readonly contentKey: HashKey;
  /** Signs device tokens; the platform verifies them with the public half. */
  readonly deviceTokenKey: Ed25519SigningKey;
  /** What a managed device is given to enrol with (by MDM, say). */
  readonly enrolmentToken: string;
  /** Reads records and events. */
  readonly auditorToken: string;
  /** Signs the checkpoints of the log. Auditors are given its public half. */
  readonly logKey: Ed25519SigningKey;
  /** Signs tombstones. */
  readonly archiveKey: Ed25519SigningKey;
  /** The organisation's device management: it vouches for the devices that it manages. The private half is not the archive's. */
  readonly deviceManagementKey: Ed25519SigningKey;
  /** Sets policy, holds and lifecycle. */
  readonly operatorToken: string;
}

/** A fresh tenant: a world has one, drawn from its randomness. */
export function createTenant(random: Random): Tenant {
  const hex = (label: string, length: number): string => Buffer.from(random.split(label).bytes(length)).toString('hex');
  return {
    id: `tenant-${hex('id', 8)}`,
    escrow: { kid: 'escrow-1', ...p256Generate(random.split('escrow')) },
    identifierKey: { kid: 'identifier-1', key: random.split('identifier key').bytes(32) },
    contentKey: { kid: 'content-1', key: random.split('content key').bytes(32) },
    deviceTokenKey: ed25519Key('device-token-1', random.split('device token key')),
    logKey: ed25519Key('log-1', random.split('log key')),
    archiveKey: ed25519Key('archive-1', random.split('archive key')),
    deviceManagementKey: ed25519Key('device-management-1', random.split('device management key')),
    enrolmentToken: `enrol-${hex('enrolment token', 24)}`,
    auditorToken: `audit-${hex('auditor token', 24)}`,
    operatorToken: `operate-${hex('operator token', 24)}`,
  };
}
