import SqliteDatabase, { type Database } from 'better-sqlite3';
import { migrate } from './migrations.ts';

/** How long a write waits for somebody else's lock on the file, ms. It waits standing still, so not for long. */
const busyMs = 50;

/**
 * Opens the archive's store: `:memory:` on the virtual clock, a file on the wall clock. A commit to a file is on disk
 * before it returns (`synchronous = FULL` syncs the write-ahead log at each commit), so what was acknowledged survives
 * the process and the machine.
 */
export function openDatabase(path: string): Database {
  const database = new SqliteDatabase(path, { timeout: busyMs });
  if (path !== ':memory:') database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  database.pragma('recursive_triggers = ON'); // else INSERT OR REPLACE would delete a record behind its trigger's back
  migrate(database);
  return database;
}
