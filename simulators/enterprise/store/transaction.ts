import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Database } from './database.ts';
import { isPostgres } from './dialect.ts';
import { groupCommit } from './group-commit.ts';
import type { InTransaction } from './store.ts';

/** 64 bits that stand for a tenant among PostgreSQL's advisory locks. */
const lockOf = (tenant: string): string =>
  createHash('sha256').update(`greenroom tenant ${tenant}`).digest().readBigInt64BE().toString();

/** SQLite has one writer anyway. The lock is its own statement: those after it see what the writer before committed. */
async function lock(transaction: Database, tenant: string): Promise<void> {
  if (!isPostgres(transaction)) return;
  await sql`select pg_advisory_xact_lock(${lockOf(tenant)}::bigint)`.execute(transaction);
}

const byDatabase = new WeakMap<Database, InTransaction>();

/** How transactions of a database are done: once, by whoever opens it. See groupCommit for `gather`. */
export function transactions(database: Database, gather?: () => Promise<void>): InTransaction {
  const begin = groupCommit(database, lock, gather);
  byDatabase.set(database, begin);
  return begin;
}

/**
 * Does `work` in one transaction, and resolves when it is committed. A tenant has one writer at a time, on either database:
 * what a transaction has read of its tenant stays so until it ends, positions are given in the order of commits, and
 * nothing has to be tried again. Inside a transaction it goes on in that one.
 */
export async function inTransaction<T>(
  database: Database,
  tenant: string,
  work: (transaction: Database) => Promise<T>,
): Promise<T> {
  if (database.isTransaction) return work(database);
  return (byDatabase.get(database) ?? transactions(database))(tenant, work);
}
