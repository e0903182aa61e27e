import assert from 'node:assert/strict';
import { test } from 'node:test';
import pg from 'pg';
import { startPostgres } from './postgres-server.test-support.ts';

test("a test's PostgreSQL starts, is killed, comes up again with what was committed, and ends", async (t) => {
  const server = await startPostgres();
  if (!server) return t.skip('nothing was tried on PostgreSQL');
  try {
    const url = await server.createDatabase();
    const ask = async (text: string): Promise<unknown[]> => {
      const client = new pg.Client({ connectionString: url });
      client.on('error', () => {});
      await client.connect();
      try {
        return (await client.query(text)).rows;
      } finally {
        await client.end();
      }
    };
    await ask('CREATE TABLE t (a int); INSERT INTO t VALUES (7)');
    await server.kill();
    await assert.rejects(ask('SELECT 1'));
    await server.start();
    assert.deepEqual(await ask('SELECT a FROM t'), [{ a: 7 }]);
  } finally {
    await server.stop();
  }
});
