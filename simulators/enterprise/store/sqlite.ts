import SqliteDatabase, { SqliteError } from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { type Clock, sleep } from '../../kernel/clock.ts';
import type { Database } from './database.ts';
import { sqliteSchema } from './dialect.ts';
import type { MemoryDisk } from './memory-disk.ts';
import { ledger, missing } from './migrations.ts';
import { type Store, StoreClosedError } from './store.ts';
import type { Tables } from './tables.ts';
import { transactions } from './transaction.ts';

/** How long a write waits for somebody else's lock on the file, ms. It waits standing still, so not for long. */
const busyMs = 50;
/** Statements kept ready. The stores have some fifty; more come only from queries whose text varies. */
const mostStatements = 500;

function migrate(sqlite: SqliteDatabase.Database, nowMs: number): void {
  const tables = sqlite.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();
  if (tables.includes('records') && !tables.includes('schema_migrations')) {
    throw new Error(
      'the archive was written before it kept tenants apart and cannot be read: move its file away and start with a new one',
    );
  }
  const applied = (): string[] => sqlite.prepare<[], string>('SELECT name FROM schema_migrations').pluck().all();
  // One that is up to date is not written to: it may be on a disk that cannot be.
  if (tables.includes('schema_migrations') && missing(applied()).length === 0) return;
  sqlite
    .transaction(() => {
      sqlite.exec(ledger);
      for (const { name, statements } of missing(applied())) {
        for (const statement of statements(sqliteSchema)) sqlite.exec(statement);
        sqlite.prepare('INSERT INTO schema_migrations VALUES (?, ?)').run(name, nowMs);
      }
    })
    .immediate();
}

/**
 * Opens a store in SQLite: in memory, on a memory disk, or in a file. A commit to a file is on disk before it returns
 * (`synchronous = FULL` syncs the write-ahead log at each commit), so what was acknowledged survives the process and the
 * machine. Everything runs on microtasks.
 * @throws Error when the file cannot be opened, or has a schema that this version does not know
 */
export function openSqlite(location: string | MemoryDisk, clock: Clock): Store {
  const kept = typeof location !== 'string';
  const sqlite = kept ? location.sqlite : new SqliteDatabase(location, { timeout: busyMs });
  const isFile = !kept && location !== ':memory:';
  if (isFile) sqlite.pragma('journal_mode = WAL');
  sqlite.pragma('synchronous = FULL');
  sqlite.pragma('foreign_keys = ON');
  sqlite.pragma('recursive_triggers = ON'); // else INSERT OR REPLACE would delete a record behind its trigger's back
  try {
    migrate(sqlite, clock.now());
  } catch (error) {
    if (!kept) sqlite.close();
    throw error;
  }

  let closed = false;
  let full = false;
  const statements = new Map<string, SqliteDatabase.Statement<unknown[]>>();

  function prepare(text: string): SqliteDatabase.Statement<unknown[]> {
    if (closed) throw new StoreClosedError();
    let statement = statements.get(text);
    if (!statement) {
      // A transaction that reads first and then finds somebody else writing could only fail.
      statement = sqlite.prepare<unknown[]>(text === 'begin' ? 'begin immediate' : text);
      if (statements.size >= mostStatements) statements.clear();
      statements.set(text, statement);
    }
    if (full && !statement.readonly && text !== 'begin') {
      throw new SqliteError('database or disk is full', 'SQLITE_FULL');
    }
    return statement;
  }

  const inert = {
    reader: false,
    all: () => [],
    run: () => ({ changes: 0, lastInsertRowid: 0 }),
    iterate: () => [].values(),
  };
  const database: Database = new Kysely<Tables>({
    dialect: new SqliteDialect({
      database: {
        // SQLite rolls back by itself when the disk fails, and closing rolls back, too.
        prepare: (text) =>
          text === 'rollback' && !(sqlite.open && sqlite.inTransaction && !closed) ? inert : prepare(text),
        close() {},
      },
    }),
  });
  return {
    database,
    ready: Promise.resolve(),
    // On a file a commit stands still until the disk has it: whoever came meanwhile is let in before the next.
    transaction: transactions(database, isFile && clock.kind === 'wall' ? () => sleep(clock, 0) : undefined),
    get closed() {
      return closed;
    },
    setFull(on) {
      full = on;
    },
    async close() {
      if (closed) return;
      closed = true;
      if (!kept) sqlite.close();
      else if (sqlite.open && sqlite.inTransaction) sqlite.exec('ROLLBACK');
    },
  };
}
