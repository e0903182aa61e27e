import SqliteDatabase from 'better-sqlite3';

/**
 * A disk in memory: what was committed to it outlives the process that wrote it, for worlds on the virtual clock in which
 * a process dies and another one opens the same store.
 */
export interface MemoryDisk {
  readonly kind: 'memory disk';
  /** What is on it. */
  readonly sqlite: SqliteDatabase.Database;
  /** Throws it away. */
  discard(): void;
}

export function memoryDisk(): MemoryDisk {
  const sqlite = new SqliteDatabase(':memory:');
  return { kind: 'memory disk', sqlite, discard: () => void sqlite.close() };
}
