import { hmacSha256 } from '../../../simulators/crypto/hmac.ts';
import { sha256Hex } from '../../../simulators/crypto/sha256.ts';
import { canonical } from '../../../simulators/kernel/journal/entry.ts';
import type { CommittedRecord } from '../contract/log.ts';
import type { ArchiveRecord, Tombstone } from '../contract/record.ts';
import { leafHash } from '../proof/merkle.ts';

/** What the log commits to of a record, as it is read. */
function committed(
  record: ArchiveRecord & { readonly change?: unknown; readonly manifest?: unknown },
): CommittedRecord {
  const { sealed, manifest, change } = record;
  const digest = (value: unknown): string | null => (value ? sha256Hex(Buffer.from(canonical(value))) : null);
  return {
    record_id: record.record_id,
    tenant: record.tenant,
    message_id: record.message_id,
    logical_message_id: record.logical_message_id,
    custodian: record.custodian,
    peer: record.peer,
    direction: record.direction,
    version: record.version,
    change: change === 'edited' || change === 'deleted' ? change : 'created',
    device_timestamp: record.device_timestamp,
    content_hash: record.content_hash,
    sealed_sha256: digest(sealed),
    manifest_sha256: digest(manifest),
    device_id: record.device_id,
    archived_at: record.archived_at,
  };
}

/** The hash of the leaf that commits to this record under its nonce (base64). */
export const recordLeafHash = (record: ArchiveRecord, nonce: string): Uint8Array =>
  leafHash(hmacSha256(Buffer.from(nonce, 'base64'), Buffer.from(canonical(committed(record)))));

/** The hash of the leaf that commits to this erasure under its nonce (base64). */
export function tombstoneLeafHash({ record_id, reason, erased_at }: Tombstone, nonce: string): Uint8Array {
  const erasure = { record_id, tombstone: reason, erased_at };
  return leafHash(hmacSha256(Buffer.from(nonce, 'base64'), Buffer.from(canonical(erasure))));
}
