import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { wallClock } from '../../kernel/wall/clock.ts';
import { openStore } from './open-store.ts';
import { type PostgresServer, startPostgres } from './postgres-server.test-support.ts';

const clock = wallClock((label, error) => {
  throw new Error(label, { cause: error });
});
let server: PostgresServer | undefined;
before(async () => {
  server = await startPostgres();
});
after(async () => {
  await server?.stop();
  clock.stop();
});

test('the schema is there when it is ready, once, however many open it at the same time', async () => {
  if (!server) return;
  const url = await server.createDatabase();
  const stores = [openStore(url, clock), openStore(url, clock), openStore(url, clock)];
  await Promise.all(stores.map(({ ready }) => ready));
  const [store] = stores;
  assert.ok(store);
  const applied = await sql<{ name: string; applied_at: number }>`select * from schema_migrations`.execute(
    store.database,
  );
  assert.ok(applied.rows.some(({ name }) => name === '0001-base'));
  assert.equal(typeof applied.rows[0]?.applied_at, 'number');
  await sql`insert into schema_migrations values ('9999-later', 0)`.execute(store.database);
  await assert.rejects(openStore(url, clock).ready, /9999-later.*version that wrote it/);
  await Promise.all(stores.map((one) => one.close()));
});

test('commits are waited for, and a server that went away and came back is found again', async () => {
  if (!server) return;
  const store = openStore(await server.createDatabase(), clock);
  await store.ready;
  const setting = await sql<{ synchronous_commit: string }>`show synchronous_commit`.execute(store.database);
  assert.equal(setting.rows[0]?.synchronous_commit, 'on');
  await store.transaction('t', (transaction) =>
    transaction.insertInto('tenants').values({ tenant: 't', created_at: 1 }).execute(),
  );
  await server.kill();
  await assert.rejects(store.database.selectFrom('tenants').selectAll().execute());
  await server.start();
  assert.deepEqual(await store.database.selectFrom('tenants').selectAll().execute(), [{ tenant: 't', created_at: 1 }]);
  await store.close();
});

test('a tenant has one writer at a time: nothing that a transaction read is changed under it', async () => {
  if (!server) return;
  const store = openStore(await server.createDatabase(), clock);
  await store.ready;
  const count = async (tenant: string): Promise<void> =>
    store.transaction(tenant, async (transaction) => {
      const [row] = await transaction.selectFrom('tenants').selectAll().where('tenant', '=', tenant).execute();
      if (row) {
        await transaction
          .updateTable('tenants')
          .set({ created_at: row.created_at + 1 })
          .where('tenant', '=', tenant)
          .execute();
      } else await transaction.insertInto('tenants').values({ tenant, created_at: 1 }).execute();
    });
  await Promise.all(Array.from({ length: 60 }, (_, n) => count(`tenant-${n % 2}`)));
  const rows = await store.database.selectFrom('tenants').selectAll().orderBy('tenant').execute();
  assert.deepEqual(rows, [
    { tenant: 'tenant-0', created_at: 30 },
    { tenant: 'tenant-1', created_at: 30 },
  ]);
  await store.close();
});
