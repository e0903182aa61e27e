import { ed25519Sign } from '../../crypto/ed25519.ts';
import { timestamp } from '../../kernel/clock.ts';
import { canonical } from '../../kernel/journal/entry.ts';
import type { Ed25519SigningKey } from '../standard-webhooks/keys.ts';

/** What stands in the place of an erased record's content: that it was there, and why and when it went. */
export interface Tombstone {
  readonly v: 1;
  readonly tenant: string;
  readonly record_id: string;
  /** `erasure:<erasure_id>` for a request, `expiry:<rule>` for a record whose time was over. */
  readonly reason: string;
  readonly erased_at: string;
  /** The tenant's archive key. */
  readonly kid: string;
  /** Base64, Ed25519 over `greenroom tombstone v1`, a line feed and the RFC 8785 form of all the rest. */
  readonly signature: string;
}

const context = 'greenroom tombstone v1\n';

export function signTombstone(
  key: Ed25519SigningKey,
  { tenant, recordId, reason, erasedAtMs }: TombstoneFacts,
): Tombstone {
  const unsigned = {
    v: 1 as const,
    tenant,
    record_id: recordId,
    reason,
    erased_at: timestamp(erasedAtMs),
    kid: key.kid,
  };
  const signature = ed25519Sign(key.privateKey, Buffer.from(`${context}${canonical(unsigned)}`));
  return { ...unsigned, signature: Buffer.from(signature).toString('base64') };
}

export interface TombstoneFacts {
  readonly tenant: string;
  readonly recordId: string;
  readonly reason: string;
  readonly erasedAtMs: number;
}
