import type { Database } from './database.ts';

/** Does its work in one transaction of a tenant: all of it is kept, or none. */
export type InTransaction = <T>(tenant: string, work: (transaction: Database) => Promise<T>) => Promise<T>;

/** An open store. */
export interface Store {
  readonly database: Database;
  /** The schema is there. Rejects when it cannot be brought there. */
  readonly ready: Promise<void>;
  readonly transaction: InTransaction;
  /** While full, writes are refused as a full disk refuses them; reads go on, and nothing that is there is lost. */
  setFull(full: boolean): void;
  readonly closed: boolean;
  /** Ends every use of it at once: what has not been committed is not kept. Resolves when all that was held is let go. */
  close(): Promise<void>;
}

/** Somebody uses a store whose process is gone. */
export class StoreClosedError extends Error {
  override readonly name = 'StoreClosedError';
  constructor() {
    super('the store is closed');
  }
}
