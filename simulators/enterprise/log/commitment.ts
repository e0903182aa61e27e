import { hmacSha256 } from '../../crypto/hmac.ts';
import { sha256Hex } from '../../crypto/sha256.ts';
import { canonical } from '../../kernel/journal/entry.ts';

/** What the log commits to of a record. Nothing of it is in the log itself. */
export interface CommittedRecord {
  readonly record_id: string;
  readonly tenant: string;
  readonly message_id: string;
  readonly logical_message_id: string;
  readonly custodian: string;
  readonly peer: string;
  readonly direction: 'out' | 'in';
  readonly version: number;
  readonly change: string;
  readonly device_timestamp: string;
  readonly content_hash: string | null;
  /** Of the RFC 8785 form of the sealed copy, hex; null for a record without content. */
  readonly sealed_sha256: string | null;
  /** Of the RFC 8785 form of the manifest, hex; null for a record without one. */
  readonly manifest_sha256: string | null;
  readonly device_id: string;
  readonly archived_at: string;
}

/** What the log commits to of an erasure. */
export interface CommittedTombstone {
  readonly record_id: string;
  /** Why it was erased. */
  readonly tombstone: string;
  readonly erased_at: string;
}

/** Length of a nonce and of a leaf, bytes. */
export const nonceBytes = 32;

/**
 * The data of a leaf: HMAC-SHA256 under the nonce, over the RFC 8785 form of what is committed to. Without the nonce the
 * leaf says nothing of the record, whose numbers and times could be guessed: erasing the nonce erases what the log knows.
 */
export function commit(nonce: Uint8Array, committed: CommittedRecord | CommittedTombstone): Uint8Array {
  return hmacSha256(nonce, Buffer.from(canonical(committed)));
}

/** A record as it is read, or as much as the commitment takes of it. */
export interface CommittableRecord extends Omit<CommittedRecord, 'change' | 'sealed_sha256' | 'manifest_sha256'> {
  readonly change?: string | undefined;
  readonly sealed: object | null;
  readonly manifest?: object | null | undefined;
}

const digest = (value: object | null | undefined): string | null =>
  value ? sha256Hex(Buffer.from(canonical(value))) : null;

/** What the log commits to of this record. */
export function committedRecord(record: CommittableRecord): CommittedRecord {
  return {
    record_id: record.record_id,
    tenant: record.tenant,
    message_id: record.message_id,
    logical_message_id: record.logical_message_id,
    custodian: record.custodian,
    peer: record.peer,
    direction: record.direction,
    version: record.version,
    change: record.change ?? 'created',
    device_timestamp: record.device_timestamp,
    content_hash: record.content_hash,
    sealed_sha256: digest(record.sealed),
    manifest_sha256: digest(record.manifest),
    device_id: record.device_id,
    archived_at: record.archived_at,
  };
}
