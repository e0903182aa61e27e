import { forgetHashes } from '../archive/erased-hashes.ts';
import type { Ed25519SigningKey } from '../standard-webhooks/keys.ts';
import type { Database } from '../store/database.ts';
import { signTombstone, type Tombstone } from './tombstone.ts';

/** Appends what the log commits to of an erasure, in the transaction of the erasure. The nonce stays. */
export type AppendTombstone = (
  transaction: Database,
  committed: { readonly record_id: string; readonly tombstone: string; readonly erased_at: string },
) => Promise<{ readonly leaf_index: number; readonly nonce: Uint8Array }>;

export interface BurialOptions {
  readonly tenant: string;
  readonly archiveKey: Ed25519SigningKey;
  /** Absent where there is no log. */
  readonly append?: AppendTombstone | undefined;
}

/**
 * Puts a record's tombstone in the place of its content, of its manifest and of what its leaf in the log could be tried with;
 * the metadata rows of its message lose their content hash.
 */
export async function bury(
  transaction: Database,
  { tenant, archiveKey, append }: BurialOptions,
  recordId: string,
  reason: string,
  nowMs: number,
): Promise<Tombstone> {
  const tombstone = signTombstone(archiveKey, { tenant, recordId, reason, erasedAtMs: nowMs });
  const leaf = await append?.(transaction, {
    record_id: recordId,
    tombstone: reason,
    erased_at: tombstone.erased_at,
  });
  await transaction
    .insertInto('tombstones')
    .values({
      tenant,
      record_id: recordId,
      reason,
      erased_at: nowMs,
      kid: tombstone.kid,
      signature: Buffer.from(tombstone.signature, 'base64'),
      log_leaf: leaf?.leaf_index ?? null,
      log_nonce: leaf ? Buffer.from(leaf.nonce) : null,
    })
    .execute();
  for (const table of ['record_contents', 'cold_contents'] as const)
    await transaction.deleteFrom(table).where('tenant', '=', tenant).where('record_id', '=', recordId).execute();
  await forgetHashes(transaction, tenant, recordId);
  return tombstone;
}
