import type { Clock } from '../../kernel/clock.ts';
import type { MemoryDisk } from './memory-disk.ts';
import { openPostgres } from './postgres.ts';
import { openSqlite } from './sqlite.ts';
import type { Store } from './store.ts';

/** Where a store is: `:memory:`, a memory disk, a file, or `postgres://...`. */
export type StoreLocation = string | MemoryDisk;

/**
 * Opens the enterprise's store and brings its schema up to date: at once in SQLite, before `ready` in PostgreSQL.
 * @throws Error when a file cannot be opened, or has a schema that this version does not know
 */
export function openStore(location: StoreLocation, clock: Clock): Store {
  const isPostgres = typeof location === 'string' && /^postgres(ql)?:\/\//.test(location);
  return isPostgres ? openPostgres(location, clock) : openSqlite(location, clock);
}
