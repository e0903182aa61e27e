import { after, test } from 'node:test';
import pg from 'pg';
import type { Clock } from '../../kernel/clock.ts';
import { wallClock } from '../../kernel/wall/clock.ts';
import { type ClockedWorld, enterpriseWorld, wallEnterpriseWorld } from '../fixture.ts';
import { memoryDisk } from './memory-disk.ts';
import { type PostgresServer, startPostgres } from './postgres-server.test-support.ts';

/** A store that holds tenants of one test, or of several. */
export interface StoreUnderTest {
  readonly kind: 'sqlite' | 'postgres';
  /** A fresh enterprise on it; another seed is another tenant. */
  open(seed: string): ClockedWorld<Clock>;
  /** Carries out a statement behind the enterprise's back. Returns how many rows it touched. */
  execute(statement: string): Promise<number>;
}

let starting: Promise<{ readonly server: PostgresServer; readonly database: string } | undefined> | undefined;
after(async () => (await starting)?.server.stop());

async function startOnce() {
  const server = await startPostgres();
  return server && { server, database: await server.createDatabase() };
}

/**
 * A test that holds on every store: on the virtual clock in SQLite, on the wall clock in PostgreSQL, where all tests of a
 * file are tenants of one database. Without a server it passes, and says loudly that it was skipped.
 */
export function onEachStore(title: string, body: (store: StoreUnderTest) => Promise<void>): void {
  test(`${title} (SQLite)`, async () => {
    const disk = memoryDisk();
    const open = (seed: string): ClockedWorld<Clock> => enterpriseWorld(seed, { database: disk });
    await body({ kind: 'sqlite', open, execute: async (statement) => disk.sqlite.prepare(statement).run().changes });
    disk.discard();
  });
  onPostgres(title, body);
}

/** A test of what only a store beyond a network can do: serve several processes at the same time. */
export function onPostgres(title: string, body: (store: StoreUnderTest) => Promise<void>): void {
  test(`${title} (PostgreSQL)`, async () => {
    starting ??= startOnce();
    const started = await starting;
    if (!started) return;
    const clock = wallClock((label, error) => {
      throw new Error(label, { cause: error });
    });
    const worlds: ClockedWorld<Clock>[] = [];
    try {
      await body({
        kind: 'postgres',
        open(seed) {
          const world = wallEnterpriseWorld(clock, `${title} ${seed}`, { database: started.database });
          worlds.push(world);
          return world;
        },
        async execute(statement) {
          const client = new pg.Client(started.database);
          await client.connect();
          const { rowCount } = await client.query(statement).finally(() => client.end());
          return rowCount ?? 0;
        },
      });
    } finally {
      await Promise.all(worlds.map(({ enterprise }) => enterprise.close()));
      clock.stop();
    }
  });
}
