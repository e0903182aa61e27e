import type { Database } from 'better-sqlite3';
import { timestamp } from '../../kernel/clock.ts';
import { cutPage, type Page, type PageQuery } from './page.ts';
import type { ArchiveRecord, RecordUpload } from './schema.ts';

interface Row {
  readonly position: number;
  readonly record_id: string;
  readonly message_id: string;
  readonly logical_message_id: string;
  readonly custodian: string;
  readonly peer: string;
  readonly direction: 'out' | 'in';
  readonly version: number;
  readonly device_at: number;
  readonly content_hash: string | null;
  readonly sealed_to: 'escrow' | 'endpoint' | null;
  readonly sealed_kid: string | null;
  readonly enc: Buffer | null;
  readonly ciphertext: Buffer | null;
  readonly device_id: string;
  readonly archived_at: number;
}

export type StoreResult =
  | { readonly outcome: 'stored' | 'duplicate'; readonly record: ArchiveRecord }
  /** Something else is kept under that key, and stays. */
  | { readonly outcome: 'conflict' };

/** Records, written once under (logical message, custodian, version). */
export interface RecordStore {
  store(recordId: string, deviceId: string, upload: RecordUpload, nowMs: number): StoreResult;
  byId(recordId: string): ArchiveRecord | undefined;
  page(query: PageQuery): Page<ArchiveRecord>;
}

const fromBase64 = (text: string | undefined): Buffer | null =>
  text === undefined ? null : Buffer.from(text, 'base64');

function toRecord(tenant: string, row: Row): ArchiveRecord {
  const { sealed_to, sealed_kid, enc, ciphertext } = row;
  return {
    record_id: row.record_id,
    tenant,
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
    device_id: row.device_id,
    archived_at: timestamp(row.archived_at),
  };
}

export function recordStore(database: Database, tenant: string): RecordStore {
  const insert = database.prepare<[Omit<Row, 'position'>]>(`
    INSERT INTO records (record_id, message_id, logical_message_id, custodian, peer, direction, version, device_at,
      content_hash, sealed_to, sealed_kid, enc, ciphertext, device_id, archived_at)
    VALUES (@record_id, @message_id, @logical_message_id, @custodian, @peer, @direction, @version, @device_at,
      @content_hash, @sealed_to, @sealed_kid, @enc, @ciphertext, @device_id, @archived_at)
    ON CONFLICT (logical_message_id, custodian, version) DO NOTHING`);
  const byKey = database.prepare<[string, string, number], Row>(
    'SELECT * FROM records WHERE logical_message_id = ? AND custodian = ? AND version = ?',
  );
  const byId = database.prepare<[string], Row>('SELECT * FROM records WHERE record_id = ?');
  const after = database.prepare<[number, number], Row>(
    'SELECT * FROM records WHERE position > ? ORDER BY position LIMIT ?',
  );

  return {
    store(record_id, device_id, upload, archived_at) {
      const { sealed } = upload;
      const { changes } = insert.run({
        record_id,
        message_id: upload.message_id,
        logical_message_id: upload.logical_message_id,
        custodian: upload.custodian,
        peer: upload.peer,
        direction: upload.direction,
        version: upload.version,
        device_at: Date.parse(upload.device_timestamp),
        content_hash: upload.content_hash,
        sealed_to: sealed?.to ?? null,
        sealed_kid: sealed?.kid ?? null,
        enc: fromBase64(sealed?.enc),
        ciphertext: fromBase64(sealed?.ciphertext),
        device_id,
        archived_at,
      });
      const row = byKey.get(upload.logical_message_id, upload.custodian, upload.version);
      if (!row) throw new Error('a record that was just stored is not there');
      if (changes === 0 && !isSameMessage(row, upload)) return { outcome: 'conflict' };
      return { outcome: changes === 1 ? 'stored' : 'duplicate', record: toRecord(tenant, row) };
    },
    byId(recordId) {
      const row = byId.get(recordId);
      return row && toRecord(tenant, row);
    },
    page: (query) => cutPage(after.all(query.after, query.limit + 1), query, (row) => toRecord(tenant, row)),
  };
}

/**
 * Whether an upload is the record again. Ciphertexts are not compared: an endpoint that lost its queue seals anew, and
 * the keyed hash says that the content is the same.
 */
const isSameMessage = (row: Row, upload: RecordUpload): boolean =>
  row.message_id === upload.message_id &&
  row.peer === upload.peer &&
  row.direction === upload.direction &&
  row.content_hash === upload.content_hash;
