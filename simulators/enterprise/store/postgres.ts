import { createHash } from 'node:crypto';
import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely';
import type { Pool, PoolClient } from 'pg';
import type { Clock } from '../../kernel/clock.ts';
import { postgresSchema } from './dialect.ts';
import { ledger, missing } from './migrations.ts';
import { type Store, StoreClosedError } from './store.ts';
import type { Tables } from './tables.ts';
import { transactions } from './transaction.ts';

/** Connections held at most. */
const connections = 10;
/** How long it may take to get one, ms. */
const connectMs = 5000;
/** Statements prepared on a connection at most: texts beyond come from queries whose text varies. */
const mostStatements = 500;
/** int8, which the driver gives as text: https://www.postgresql.org/docs/15/catalog-pg-type.html, pg_type.dat. */
const int8Oid = 20;
/** The advisory lock under which the schema is changed: any number that nobody else uses. */
const schemaLock = 7_461_015_208;

const writes = /^\s*(with\b.*\b)?(insert|update|delete)\b/i;

/** A full disk, as the server reports it. */
const diskFull = (): Error =>
  Object.assign(new Error('could not extend file: no space left on device'), { code: '53100' });

async function migrate(client: PoolClient, nowMs: number): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(`SELECT pg_advisory_xact_lock(${schemaLock})`);
    await client.query(ledger);
    const { rows } = await client.query<{ name: string }>('SELECT name FROM schema_migrations');
    for (const { name, statements } of missing(rows.map((row) => row.name))) {
      for (const statement of statements(postgresSchema)) await client.query(statement);
      await client.query('INSERT INTO schema_migrations VALUES ($1, $2)', [name, nowMs]);
    }
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  }
}

async function connectPool(url: string): Promise<Pool> {
  // Only here: no world on the virtual clock pays for loading it.
  const { default: pg } = await import('pg');
  const types = new pg.TypeOverrides();
  types.setTypeParser(int8Oid, Number);
  const pool = new pg.Pool({
    connectionString: url,
    types,
    max: connections,
    pipeline: true,
    connectionTimeoutMillis: connectMs,
    options: '-c synchronous_commit=on -c default_transaction_isolation=read\\ committed',
  });
  pool.on('error', () => {}); // an idle connection that breaks is replaced at its next use
  return pool;
}

/** Opens a store in PostgreSQL, for the wall clock only. A commit is in the server's flushed log before it returns. */
export function openPostgres(url: string, clock: Clock): Store {
  let closed = false;
  let full = false;
  const names = new Map<string, string>();

  /** The same text has the same name on every connection, so the server parses and plans it once on each. */
  function nameOf(text: string): string | undefined {
    let name = names.get(text);
    if (name === undefined && names.size < mostStatements) {
      name = `g${createHash('sha256').update(text).digest('hex').slice(0, 24)}`;
      names.set(text, name);
    }
    return name;
  }

  /** Statements that were sent and whose answers nobody has seen yet, by connection. */
  const unanswered = new WeakMap<PoolClient, Promise<unknown>>();

  async function query(client: PoolClient, text: string, values: readonly unknown[]) {
    const undoes = /^rollback\b/i.test(text);
    if (closed && !undoes) throw new StoreClosedError();
    if (full && writes.test(text)) throw diskFull();
    const before = unanswered.get(client);
    unanswered.delete(client);
    if (/^(begin|savepoint|release)\b/i.test(text)) {
      // It has nothing to tell but that it failed: what comes next goes with it, and is told that.
      const both = Promise.all([before, client.query(text)]);
      both.catch(() => {});
      unanswered.set(client, both);
      return { command: 'BEGIN', rowCount: 0, rows: [] };
    }
    if (undoes || /^commit\b/i.test(text)) {
      const [failed, answer] = await Promise.all([
        before?.then(
          () => undefined,
          (error: unknown) => ({ error }),
        ),
        client.query(text),
      ]);
      if (failed && !undoes) throw failed.error;
      return answer;
    }
    const name = nameOf(text);
    const sent = client.query({ text, values: [...values], ...(name !== undefined && { name }) });
    const [, answer] = await Promise.all([before, sent]);
    return answer;
  }

  const wrapped = new WeakMap<PoolClient, PostgresPoolClient>();
  function wrap(client: PoolClient): PostgresPoolClient {
    const before = wrapped.get(client);
    if (before) return before;
    client.on('error', () => {}); // told to whoever waits for an answer, and to nobody else
    const ask = async (text: string, values: readonly unknown[] = []) => query(client, text, values);
    const made: PostgresPoolClient = {
      query: ask as unknown as PostgresPoolClient['query'], // no cursors are used
      release: (error?: boolean) => client.release(error),
    };
    wrapped.set(client, made);
    return made;
  }

  const pool = connectPool(url);
  const ready = pool.then(async (connected) => {
    const client = await connected.connect();
    try {
      await migrate(client, clock.now());
    } finally {
      client.release();
    }
  });
  ready.catch(() => {}); // told to whoever asks

  /** Those who wait for a connection: the pool forgets them when it ends. */
  const waiting = new Set<(error: Error) => void>();
  function connect(): Promise<PostgresPoolClient> {
    return new Promise((resolve, reject) => {
      if (closed) return reject(new StoreClosedError());
      waiting.add(reject);
      pool
        .then((connected) => connected.connect())
        .then((client) => {
          if (closed) client.release();
          else resolve(wrap(client));
        }, reject)
        .finally(() => waiting.delete(reject));
    });
  }

  const shared: PostgresPool = {
    connect,
    options: {},
    end: async () => (await pool).end(),
  };
  const database = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: shared }) });
  return {
    database,
    ready,
    transaction: transactions(database),
    get closed() {
      return closed;
    },
    setFull(on) {
      full = on;
    },
    async close() {
      if (closed) return;
      closed = true;
      for (const reject of waiting) reject(new StoreClosedError());
      await ready.catch(() => {});
      await (await pool).end();
    },
  };
}
