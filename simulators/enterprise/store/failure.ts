import { SqliteError } from 'better-sqlite3';

/** SQLite's codes for what ails the file, the disk or whoever holds a lock; the others are our own defects. */
const sqliteFailure =
  /^SQLITE_(BUSY|LOCKED|FULL|IOERR|READONLY|CANTOPEN|NOMEM|PROTOCOL|CORRUPT|NOTADB|PERM|AUTH|INTERRUPT)/;
/**
 * PostgreSQL's classes (appendix A of its manual) for what ails the connection, the server's resources, its operator's
 * intervention or its system, and for transactions that may be tried again.
 */
const postgresFailure = /^(08|53|57|58|40|25006|55P03|XX00)/;
/** Connections that could not be made or broke. */
const socketFailure = /^E(CONNREFUSED|CONNRESET|PIPE|NOENT|TIMEDOUT|NOTFOUND|AI_AGAIN|HOSTUNREACH)$/;
const brokenConnection =
  /Connection terminated|timeout exceeded when trying to connect|not queryable|client was closed/i;

/** A short code when it is the store that failed, not the request and not our code: trying again may help. */
export function storeFailure(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error.name === 'StoreClosedError') return 'CLOSED';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (error instanceof SqliteError) return sqliteFailure.test(code) ? code : undefined;
  if (postgresFailure.test(code) && code.length === 5) return code;
  if (socketFailure.test(code)) return code;
  return brokenConnection.test(error.message) ? 'CONNECTION' : undefined;
}
