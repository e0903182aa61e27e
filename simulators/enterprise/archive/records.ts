import { timestamp } from '../../kernel/clock.ts';
import { canonical } from '../../kernel/journal/entry.ts';
import { type Buried, tombstoneOf } from '../lifecycle/candidates.ts';
import { thaw } from '../lifecycle/cold-content.ts';
import type { ColdContentsTable } from '../lifecycle/tables.ts';
import { commit, committedRecord } from '../log/commitment.ts';
import { appendLink } from '../manifests/chains.ts';
import type { Database } from '../store/database.ts';
import { preparedQuery } from '../store/prepared-query.ts';
import { inTransaction } from '../store/transaction.ts';
import { insertRecord } from './insert-record.ts';
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

const notBuried: Buried = { reason: null, erased_at: null, kid: null, signature: null };
const notCold: Cold = { compressed: null, sha256: null, size: null };

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
function ciphertextOf({ ciphertext, compressed, sha256, size }: Omit<Row, 'position'>): Buffer | null {
  if (ciphertext !== null || compressed === null || sha256 === null || size === null) return ciphertext;
  return Buffer.from(thaw({ compressed, sha256, size }));
}

function toRecord(row: Omit<Row, 'position'>): ArchiveRecord {
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
  /** A record as it will be kept, but for its place in the log. */
  function rowOf(
    record_id: string,
    device_id: string,
    upload: RecordUpload,
    archived_at: number,
  ): Omit<Row, 'position'> {
    const { sealed, manifest } = upload;
    return {
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
      leaf_index: null,
      contents_of: record_id,
      content_hash: upload.content_hash,
      sealed_to: sealed?.to ?? null,
      sealed_kid: sealed?.kid ?? null,
      enc: fromBase64(sealed?.enc),
      ciphertext: fromBase64(sealed?.ciphertext),
      manifest: manifest && canonical(manifest),
      ...notBuried,
      ...notCold,
    };
  }

  return {
    store(record_id, nonce, device_id, upload, archived_at) {
      return inTransaction(database, tenant, async (transaction): Promise<StoreResult> => {
        const { logical_message_id, custodian, version, manifest } = upload;
        const fresh = rowOf(record_id, device_id, upload, archived_at);
        const record = toRecord(fresh);
        const leaf = commit(nonce, committedRecord(record));
        const leaf_index = await insertRecord(transaction, {
          ...fresh,
          nonce: Buffer.from(nonce),
          leaf: Buffer.from(leaf),
        });
        if (leaf_index !== undefined) {
          if (manifest) await appendLink(transaction, tenant, record_id, manifest);
          return { outcome: 'stored', record: { ...record, leaf_index } };
        }
        const [row] = (await selectByKey(transaction, { tenant, logical_message_id, custodian, version })).rows;
        if (!row) throw new Error('a record whose place is taken has nobody in it');
        return isSameMessage(row, upload) ? { outcome: 'duplicate', record: toRecord(row) } : { outcome: 'conflict' };
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
