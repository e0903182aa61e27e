import { type QueryCreator, sql } from 'kysely';
import { appendLeaf, fillTiles } from '../log/append.ts';
import type { LogLeavesTable } from '../log/tables.ts';
import type { Database } from '../store/database.ts';
import { isPostgres } from '../store/dialect.ts';
import { preparedQuery } from '../store/prepared-query.ts';
import type { Tables } from '../store/tables.ts';
import type { RecordContentsTable, RecordsTable } from './records-table.ts';

/** A record, what it says, and the leaf that commits to both. */
export type WholeRecord = Omit<RecordsTable, 'position' | 'leaf_index'> &
  RecordContentsTable &
  Pick<LogLeavesTable, 'leaf'>;

type Value<Values> = <K extends keyof Values & string>(name: K) => Values[K];
type NewRecord = Omit<RecordsTable, 'position' | 'leaf_index'>;

/** The record's own row, at the next position and for the next leaf; none when the key is taken. */
const record = (database: QueryCreator<Tables>, value: Value<NewRecord>) =>
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
    .returning('leaf_index');

const insertAlone = preparedQuery<NewRecord, Pick<RecordsTable, 'leaf_index'>>(record);

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

/** All three rows in one statement, which SQLite has no form for: each that PostgreSQL is asked is a way to the server and back. */
const insertTogether = preparedQuery<WholeRecord, Pick<RecordsTable, 'leaf_index'>>((database, value) => {
  const text = <T extends string | null>(of: T) => sql<T>`${of}::text`;
  const bytes = <T extends Buffer | null>(of: T) => sql<T>`${of}::bytea`;
  return database
    .with('written', (into) => record(into, value))
    .with('kept', (into) =>
      into
        .insertInto('record_contents')
        .columns([
          ...(['tenant', 'record_id', 'content_hash', 'sealed_to', 'sealed_kid'] as const),
          ...(['enc', 'ciphertext', 'nonce', 'manifest'] as const),
        ])
        .expression(
          into
            .selectFrom('written')
            .select([
              text(value('tenant')).as('tenant'),
              text(value('record_id')).as('record_id'),
              text(value('content_hash')).as('content_hash'),
              text(value('sealed_to')).as('sealed_to'),
              text(value('sealed_kid')).as('sealed_kid'),
              bytes(value('enc')).as('enc'),
              bytes(value('ciphertext')).as('ciphertext'),
              bytes(value('nonce')).as('nonce'),
              text(value('manifest')).as('manifest'),
            ]),
        ),
    )
    .with('logged', (into) =>
      into
        .insertInto('log_leaves')
        .columns(['tenant', 'leaf_index', 'leaf'])
        .expression(
          into
            .selectFrom('written')
            .select([text(value('tenant')).as('tenant'), 'leaf_index', bytes(value('leaf')).as('leaf')]),
        ),
    )
    .selectFrom('written')
    .select('leaf_index');
});

/**
 * Writes a record with its content and its leaf of the log, in a transaction of its tenant. Returns the leaf's index;
 * undefined when there is something under that key already: then nothing is written.
 */
export async function insertRecord(transaction: Database, whole: WholeRecord): Promise<number | undefined> {
  const together = isPostgres(transaction);
  const [written] = (await (together ? insertTogether : insertAlone)(transaction, whole)).rows;
  if (!written) return undefined;
  const { tenant, leaf } = whole;
  if (!together) await insertContents(transaction, whole);
  const leafIndex = together ? written.leaf_index : await appendLeaf(transaction, tenant, leaf);
  if (leafIndex === null || leafIndex !== written.leaf_index) {
    throw new Error(`leaf ${leafIndex} is not where the record says`);
  }
  if (together) await fillTiles(transaction, tenant, leafIndex);
  return leafIndex;
}
