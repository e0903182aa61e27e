import { sql } from 'kysely';
import { timestamp } from '../../kernel/clock.ts';
import { canonical } from '../../kernel/journal/entry.ts';
import { type Buried, tombstoneOf } from '../lifecycle/candidates.ts';
import { thaw } from '../lifecycle/cold-content.ts';
import type { ColdContentsTable } from '../lifecycle/tables.ts';
import { appendLeaf } from '../log/append.ts';
import { commit, committedRecord } from '../log/commitment.ts';
import { appendLink } from '../manifests/chains.ts';
import type { Database } from '../store/database.ts';
import { preparedQuery } from '../store/prepared-query.ts';
import { inTransaction } from '../store/transaction.ts';
import { cutPage, type Page, type PageQuery } from './page.ts';
import type { RecordContentsTable, RecordsTable } from './records-table.ts';
import type { ArchiveRecord, RecordUpload } from './schema.ts';

/** What of a record lies in cold storage. */
type Cold = { readonly [Column in 'compressed' | 'sha256' | 'size']: ColdContentsTable[Column] | null };

/** A record with what it says; with a tombstone when that is gone. */
type Row = RecordsTable & {
  readonly [Column in keyof Omit<RecordContentsTable, 'tenant' | 'record_id' | 'nonce'>]: RecordContentsTable[Column];
} & { readonly contents_of: string | null } & Buried &
  Cold;

export type StoreResult =
  | { readonly outcome: 'stored' | 'duplicate'; readonly record: ArchiveRecord }
  /** Something else is kept under that key, and stays. */
  | { readonly outcome: 'conflict' };

/** Records, written once under (logical message, custodian, version). */
export interface RecordStore {
  /** Resolves when it is committed: it may be acknowledged then, and not before. */
  store(
    recordId: string,
    nonce: Uint8Array,
    deviceId: string,
    upload: RecordUpload,
    nowMs: number,
  ): Promise<StoreResult>;
  byId(recordId: string): Promise<ArchiveRecord | undefined>;
  /** Those of one custodian, or all. */
  page(query: PageQuery, custodian?: string): Promise<Page<ArchiveRecord>>;
}

const fromBase64 = (text: string | undefined): Buffer | null =>
  text === undefined ? null : Buffer.from(text, 'base64');

const insertRecord = preparedQuery<Omit<RecordsTable, 'position' | 'leaf_index'>, { leaf_index: number }>(
  (database, value) =>
    database
      .insertInto('records')
      .values({
        tenant: value('tenant'),
        position: sql<number>`(select coalesce(max(position), 0) + 1 from records where tenant = ${value('tenant')})`,
        record_id: value('record_id'),
        message_id: value('message_id'),
        logical_message_id: value('logical_message_id'),
        custodian: value('custodian'),
        peer: value('peer'),
        direction: value('direction'),
        version: value('version'),
        change: value('change'),
        device_at: value('device_at'),
        device_id: value('device_id'),
        archived_at: value('archived_at'),
        leaf_index: sql<number>`(select coalesce(max(leaf_index) + 1, 0) from log_leaves where tenant = ${value('tenant')})`,
      })
      .onConflict((conflict) => conflict.columns(['tenant', 'logical_message_id', 'custodian', 'version']).doNothing())
      .returning('leaf_index'),
);

const insertContents = preparedQuery<RecordContentsTable, never>((database, value) =>
  database.insertInto('record_contents').values({
    tenant: value('tenant'),
    record_id: value('record_id'),
    content_hash: value('content_hash'),
    sealed_to: value('sealed_to'),
    sealed_kid: value('sealed_kid'),
    enc: value('enc'),
    ciphertext: value('ciphertext'),
    nonce: value('nonce'),
    manifest: value('manifest'),
  }),
);

const selectRecords = (database: Database) =>
  database
    .selectFrom('records')
    .leftJoin('record_contents', (join) =>
      join
        .onRef('record_contents.tenant', '=', 'records.tenant')
        .onRef('record_contents.record_id', '=', 'records.record_id'),
    )
    .leftJoin('tombstones', (join) =>
      join.onRef('tombstones.tenant', '=', 'records.tenant').onRef('tombstones.record_id', '=', 'records.record_id'),
    )
    .leftJoin('cold_contents', (join) =>
      join
        .onRef('cold_contents.tenant', '=', 'records.tenant')
        .onRef('cold_contents.record_id', '=', 'records.record_id'),
    )
    .selectAll('records')
    .select(['reason', 'erased_at', 'kid', 'signature', 'compressed', 'sha256', 'size'])
    .select([
      'record_contents.record_id as contents_of',
      'content_hash',
      'sealed_to',
      'sealed_kid',
      'enc',
      'ciphertext',
      'manifest',
    ]);

type Key = Pick<RecordsTable, 'tenant' | 'logical_message_id' | 'custodian' | 'version'>;
const selectByKey = preparedQuery<Key, Row>((database, value) =>
  selectRecords(database)
    .where('records.tenant', '=', value('tenant'))
    .where('logical_message_id', '=', value('logical_message_id'))
    .where('custodian', '=', value('custodian'))
    .where('version', '=', value('version')),
);

const selectById = preparedQuery<Pick<RecordsTable, 'tenant' | 'record_id'>, Row>((database, value) =>
  selectRecords(database)
    .where('records.tenant', '=', value('tenant'))
    .where('records.record_id', '=', value('record_id')),
);

const selectAfter = preparedQuery<{ tenant: string; after: number; limit: number }, Row>((database, value) =>
  selectRecords(database)
    .where('records.tenant', '=', value('tenant'))
    .where('position', '>', value('after'))
    .orderBy('position')
    .limit(value('limit')),
);

const selectOfCustodian = preparedQuery<{ tenant: string; custodian: string; after: number; limit: number }, Row>(
  (database, value) =>
    selectRecords(database)
      .where('records.tenant', '=', value('tenant'))
      .where('custodian', '=', value('custodian'))
      .where('position', '>', value('after'))
      .orderBy('position')
      .limit(value('limit')),
);

/** The ciphertext, from wherever it lies. @throws ColdContentError */
function ciphertextOf({ ciphertext, compressed, sha256, size }: Row): Buffer | null {
  if (ciphertext !== null || compressed === null || sha256 === null || size === null) return ciphertext;
  return Buffer.from(thaw({ compressed, sha256, size }));
}

function toRecord(row: Row): ArchiveRecord {
  const { sealed_to, sealed_kid, enc } = row;
  const ciphertext = ciphertextOf(row);
  return {
    record_id: row.record_id,
    tenant: row.tenant,
    message_id: row.message_id,
    logical_message_id: row.logical_message_id,
    custodian: row.custodian,
    peer: row.peer,
    direction: row.direction,
    version: row.version,
    device_timestamp: timestamp(row.device_at),
    content_hash: row.content_hash,
    sealed:
      sealed_to && sealed_kid && enc && ciphertext
        ? { to: sealed_to, kid: sealed_kid, enc: enc.toString('base64'), ciphertext: ciphertext.toString('base64') }
        : null,
    change: row.change,
    manifest: row.manifest === null ? null : JSON.parse(row.manifest),
    device_id: row.device_id,
    archived_at: timestamp(row.archived_at),
    leaf_index: row.leaf_index,
    state: row.contents_of === null ? 'erased' : row.compressed === null ? 'hot' : 'cold',
    tombstone: tombstoneOf(row.tenant, row.record_id, row),
  };
}

/** The records of one tenant. */
export function recordStore(database: Database, tenant: string): RecordStore {
  async function insert(
    transaction: Database,
    record_id: string,
    nonce: Uint8Array,
    device_id: string,
    upload: RecordUpload,
    archived_at: number,
  ): Promise<boolean> {
    const { sealed } = upload;
    const { rows } = await insertRecord(transaction, {
      tenant,
      record_id,
      message_id: upload.message_id,
      logical_message_id: upload.logical_message_id,
      custodian: upload.custodian,
      peer: upload.peer,
      direction: upload.direction,
      version: upload.version,
      change: upload.change,
      device_at: Date.parse(upload.device_timestamp),
      device_id,
      archived_at,
    });
    if (rows.length === 0) return false;
    await insertContents(transaction, {
      tenant,
      record_id,
      content_hash: upload.content_hash,
      sealed_to: sealed?.to ?? null,
      sealed_kid: sealed?.kid ?? null,
      enc: fromBase64(sealed?.enc),
      ciphertext: fromBase64(sealed?.ciphertext),
      nonce: Buffer.from(nonce),
      manifest: upload.manifest && canonical(upload.manifest),
    });
    if (upload.manifest) await appendLink(transaction, tenant, record_id, upload.manifest);
    return true;
  }

  return {
    store(record_id, nonce, device_id, upload, archived_at) {
      return inTransaction(database, tenant, async (transaction): Promise<StoreResult> => {
        const isNew = await insert(transaction, record_id, nonce, device_id, upload, archived_at);
        const { logical_message_id, custodian, version } = upload;
        const [row] = (await selectByKey(transaction, { tenant, logical_message_id, custodian, version })).rows;
        if (!row) throw new Error('a record that was just stored is not there');
        if (!isNew && !isSameMessage(row, upload)) return { outcome: 'conflict' };
        const record = toRecord(row);
        if (!isNew) return { outcome: 'duplicate', record };
        const leafIndex = await appendLeaf(transaction, tenant, commit(nonce, committedRecord(record)));
        if (leafIndex !== record.leaf_index) throw new Error(`leaf ${leafIndex} is not where the record says`);
        return { outcome: 'stored', record };
      });
    },
    async byId(record_id) {
      const [row] = (await selectById(database, { tenant, record_id })).rows;
      return row && toRecord(row);
    },
    async page(query, custodian) {
      const values = { tenant, after: query.after, limit: query.limit + 1 };
      const { rows } = await (custodian === undefined
        ? selectAfter(database, values)
        : selectOfCustodian(database, { ...values, custodian }));
      return cutPage(rows, query, toRecord);
    },
  };
}

/**
 * Whether an upload is the record again. Ciphertexts are not compared: an endpoint that lost its queue seals anew, and
 * the keyed hash says that the content is the same. Of an erased record nothing is left to compare.
 */
const isSameMessage = (row: Row, upload: RecordUpload): boolean =>
  row.message_id === upload.message_id &&
  row.peer === upload.peer &&
  row.direction === upload.direction &&
  row.change === upload.change &&
  (row.contents_of === null || row.content_hash === upload.content_hash);
