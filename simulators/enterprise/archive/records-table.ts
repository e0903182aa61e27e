import type { RecordChange } from '../manifests/schema.ts';

/** That there is a record: never changed, never removed. Times are ms since the epoch. */
export interface RecordsTable {
  readonly tenant: string;
  /** Grows by one with each record of a tenant. */
  readonly position: number;
  readonly record_id: string;
  readonly message_id: string;
  readonly logical_message_id: string;
  readonly custodian: string;
  readonly peer: string;
  readonly direction: 'out' | 'in';
  readonly version: number;
  readonly change: RecordChange;
  readonly device_at: number;
  readonly device_id: string;
  readonly archived_at: number;
  /** Where the log commits to it; null for what was archived before there was a log. */
  readonly leaf_index: number | null;
}

/**
 * What a record says. Without a row the record is erased; with a `sealed_to` and no `ciphertext` the copy lies in cold
 * storage.
 */
export interface RecordContentsTable {
  readonly tenant: string;
  readonly record_id: string;
  readonly content_hash: string | null;
  readonly sealed_to: 'escrow' | 'endpoint' | null;
  readonly sealed_kid: string | null;
  readonly enc: Buffer | null;
  readonly ciphertext: Buffer | null;
  /** 32 random bytes without which nobody can try contents against the record's commitment. */
  readonly nonce: Buffer | null;
  /** The device's signed manifest, JSON. */
  readonly manifest: string | null;
}
