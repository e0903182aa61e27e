import SqliteDatabase from 'better-sqlite3';
import pg from 'pg';
import { openStore } from '../../simulators/enterprise/store/open-store.ts';
import type { Clock } from '../../simulators/kernel/clock.ts';
import { lanes } from './load.ts';

/** A row of a table, column by column. */
export type Row = Readonly<Record<string, unknown>>;
/** What one request leaves behind: a row of each of these tables, in this order. */
export type Rows = readonly (readonly [table: string, row: Row])[];

/** A database with the archive's schema, and a program that does nothing but insert into it. */
export interface RawInserts {
  /** Each in a transaction of its own, on disk before the next of its lane begins. */
  insertAll(all: readonly Rows[]): Promise<void>;
  close(): Promise<void>;
}

async function makeSchema(location: string, clock: Clock): Promise<void> {
  const store = openStore(location, clock);
  await store.ready;
  await store.close();
}

const insertion = (table: string, row: Row, place: (index: number) => string): string => {
  const columns = Object.keys(row);
  return `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((_, index) => place(index)).join(', ')})`;
};

export async function rawSqlite(file: string, clock: Clock): Promise<RawInserts> {
  await makeSchema(file, clock);
  const database = new SqliteDatabase(file);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = OFF'); // devices are not copied
  const statements = new Map<string, SqliteDatabase.Statement>();
  const insert = (table: string, row: Row): void => {
    let statement = statements.get(table);
    if (!statement) {
      statement = database.prepare(insertion(table, row, () => '?'));
      statements.set(table, statement);
    }
    statement.run(...Object.values(row));
  };
  const insertOne = database.transaction((rows: Rows) => {
    for (const [table, row] of rows) insert(table, row);
  });
  return {
    async insertAll(all) {
      for (const rows of all) insertOne(rows);
    },
    close: async () => void database.close(),
  };
}

export async function rawPostgres(url: string, clock: Clock): Promise<RawInserts> {
  await makeSchema(url, clock);
  // Devices are not copied, and only a superuser may leave foreign keys unchecked.
  const clients = Array.from(
    { length: lanes },
    () => new pg.Client({ connectionString: url, options: '-c session_replication_role=replica' }),
  );
  await Promise.all(clients.map((client) => client.connect()));
  return {
    async insertAll(all) {
      let next = 0;
      await Promise.all(
        clients.map(async (client) => {
          for (let rows = all[next++]; rows; rows = all[next++]) {
            const alone = rows.length === 1;
            if (!alone) await client.query('BEGIN');
            for (const [table, row] of rows) {
              const text = insertion(table, row, (index) => `$${index + 1}`);
              await client.query({ name: table, text, values: Object.values(row) });
            }
            if (!alone) await client.query('COMMIT');
          }
        }),
      );
    },
    async close() {
      await Promise.all(clients.map((client) => client.end()));
    },
  };
}
