import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Clock } from '../../kernel/clock.ts';
import { virtualClock } from '../../kernel/virtual-clock.ts';
import { wallClock } from '../../kernel/wall/clock.ts';
import type { Database } from './database.ts';
import { openStore } from './open-store.ts';
import { startPostgres } from './postgres-server.test-support.ts';
import type { Store } from './store.ts';

const keep = (tenant: string) => async (transaction: Database) => {
  await transaction.insertInto('tenants').values({ tenant, created_at: 1 }).execute();
  return tenant;
};
const kept = async ({ database }: Store): Promise<string[]> =>
  (await database.selectFrom('tenants').select('tenant').orderBy('tenant').execute()).map(({ tenant }) => tenant);

/** What happens to work of one tenant that comes while other work of it is being done. */
async function judge(store: Store): Promise<void> {
  await store.ready;
  const order: string[] = [];
  const outcomes = await Promise.allSettled(
    ['a', 'b', 'fails', 'c', 'b', 'd'].map((name) =>
      store.transaction('t', async (transaction) => {
        order.push(name);
        const done = await keep(name)(transaction);
        if (name === 'fails') throw new RangeError('this one');
        return done;
      }),
    ),
  );
  assert.deepEqual(order, ['a', 'b', 'fails', 'c', 'b', 'd']);
  const told = outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : outcome.reason.name));
  // The second b is there already.
  assert.deepEqual([...told.slice(0, 4), told[5]], ['a', 'b', 'RangeError', 'c', 'd']);
  assert.equal(outcomes[4]?.status, 'rejected');
  assert.deepEqual(await kept(store), ['a', 'b', 'c', 'd']);
}

test('work that comes together is done in order and each for itself (SQLite)', async () => {
  const store = openStore(':memory:', virtualClock(0));
  await judge(store);
  await store.close();
});

test('work that comes together is done in order and each for itself (SQLite in a file, PostgreSQL)', async () => {
  const clock: Clock & { stop(): void } = wallClock((label, error) => {
    throw new Error(label, { cause: error });
  });
  const folder = mkdtempSync(join(tmpdir(), 'greenroom-group-'));
  const server = await startPostgres();
  const locations = [join(folder, 'a.db'), ...(server ? [await server.createDatabase()] : [])];
  for (const location of locations) {
    const store = openStore(location, clock);
    await judge(store);
    await store.close();
  }
  await server?.stop();
  clock.stop();
  rmSync(folder, { recursive: true });
});

test('on a full disk what did not fit is refused, and what came with it and did is kept', async () => {
  const store = openStore(':memory:', virtualClock(0));
  const failing = (transaction: Database) => {
    store.setFull(true);
    return keep('c')(transaction);
  };
  const told = await Promise.allSettled([
    store.transaction('t', keep('a')), // alone: the others come while it is being done
    ...[keep('b'), failing, keep('d')].map((work) => store.transaction('t', work)),
  ]);
  assert.deepEqual(
    told.map(({ status }) => status),
    ['fulfilled', 'fulfilled', 'rejected', 'rejected'],
  );
  store.setFull(false);
  assert.deepEqual(await kept(store), ['a', 'b']);
  await store.transaction('t', keep('e'));
  assert.deepEqual(await kept(store), ['a', 'b', 'e']);
  await store.close();
});

test('a store that closes keeps nothing of what was under way, and says so', async () => {
  const store = openStore(':memory:', virtualClock(0));
  const told = await Promise.allSettled([
    store.transaction('t', async (transaction) => {
      await keep('a')(transaction);
      await store.close();
    }),
    store.transaction('t', keep('b')),
  ]);
  assert.deepEqual(
    told.map((one) => one.status === 'rejected' && one.reason.name),
    ['StoreClosedError', 'StoreClosedError'],
  );
});
