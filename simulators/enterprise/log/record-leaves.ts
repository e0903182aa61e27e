import { timestamp } from '../../kernel/clock.ts';
import type { RecordStore } from '../archive/records.ts';
import type { Database } from '../store/database.ts';
import { preparedQuery } from '../store/prepared-query.ts';
import { committedRecord } from './commitment.ts';
import type { LeavesOfRecord, RecordLeaves } from './proof-file.ts';

interface Key {
  readonly tenant: string;
  readonly record_id: string;
}

const selectLeaf = preparedQuery<Key, { leaf_index: number | null; nonce: Buffer | null }>((database, value) =>
  database
    .selectFrom('records')
    .leftJoin('record_contents', (join) =>
      join
        .onRef('record_contents.tenant', '=', 'records.tenant')
        .onRef('record_contents.record_id', '=', 'records.record_id'),
    )
    .select(['leaf_index', 'nonce'])
    .where('records.tenant', '=', value('tenant'))
    .where('records.record_id', '=', value('record_id')),
);

const selectTombstone = preparedQuery<
  Key,
  { log_leaf: number | null; log_nonce: Buffer | null; reason: string; erased_at: number }
>((database, value) =>
  database
    .selectFrom('tombstones')
    .select(['log_leaf', 'log_nonce', 'reason', 'erased_at'])
    .where('tenant', '=', value('tenant'))
    .where('record_id', '=', value('record_id')),
);

/** The leaves of a tenant's records, opened with what the archive holds now: a record that was changed no longer fits. */
export function recordLeaves(database: Database, tenant: string, records: Pick<RecordStore, 'byId'>): RecordLeaves {
  async function tombstoneOf(record_id: string): Promise<LeavesOfRecord['tombstone']> {
    const [row] = (await selectTombstone(database, { tenant, record_id })).rows;
    if (!row || row.log_leaf === null || row.log_nonce === null) return null;
    const committed = { record_id, tombstone: row.reason, erased_at: timestamp(row.erased_at) };
    return { leafIndex: row.log_leaf, nonce: row.log_nonce, committed };
  }

  return async (recordId) => {
    const [row] = (await selectLeaf(database, { tenant, record_id: recordId })).rows;
    if (!row || row.leaf_index === null) return undefined;
    const leafIndex = row.leaf_index;
    const tombstone = await tombstoneOf(recordId);
    const record = row.nonce === null || tombstone ? undefined : await records.byId(recordId);
    return record && row.nonce
      ? { recordId, tombstone, record: { leafIndex, nonce: row.nonce, committed: committedRecord(record) } }
      : { recordId, tombstone, record: { leafIndex, committed: null } };
  };
}
