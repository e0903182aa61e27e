import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import SqliteDatabase from 'better-sqlite3';
import pg from 'pg';
import { p256Generate } from '../../crypto/p256/key.ts';
import { memoryBlobs } from '../../kernel/journal/blobs.ts';
import { journal } from '../../kernel/journal/journal.ts';
import { seededRandom } from '../../kernel/random.ts';
import { wallClock } from '../../kernel/wall/clock.ts';
import { osRandomStream } from '../../kernel/wall/os-random.ts';
import { postgresSchema, type SchemaDialect, sqliteSchema } from '../store/dialect.ts';
import { ledger, migrations } from '../store/migrations.ts';
import { startPostgres } from '../store/postgres-server.test-support.ts';
import { createSubjectHost } from './host.ts';
import { hostedTenant, writeHostedTenant } from './hosted-tenant.ts';

const root = 'http://subject.test';
const webhooks = { secrets: [{ kid: 's1', secret: `whsec_${Buffer.alloc(32, 7).toString('base64')}` }] };
const newer = { secrets: [{ kid: 's2', secret: `whsec_${Buffer.alloc(32, 8).toString('base64')}` }] };

/** A tenant as a server kept it that could not change its keys. */
const tenant = hostedTenant(seededRandom('host'), {
  webhooks,
  escrow: {
    kid: 'escrow-1',
    public_key: Buffer.from(p256Generate(seededRandom('escrow')).publicKey).toString('base64'),
  },
});
const { id, auditorToken, operatorToken } = tenant.tenant;

/** A database without our store in front of it. */
interface Raw {
  readonly location: string;
  readonly dialect: SchemaDialect;
  execute(statement: string): Promise<unknown>;
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** The schema as it was before webhook keys could be changed, with a tenant in it. */
async function asItWas({ dialect, execute }: Raw): Promise<void> {
  const first = migrations.findIndex(({ name }) => name === '0009-webhook-keys');
  assert.ok(first > 0);
  await execute(ledger);
  for (const { name, statements } of migrations.slice(0, first)) {
    for (const statement of statements(dialect)) await execute(statement);
    await execute(`INSERT INTO schema_migrations VALUES (${quoted(name)}, 0)`);
  }
  await execute(`INSERT INTO tenants VALUES (${quoted(id)}, 0)`);
  await execute(`INSERT INTO hosted_tenants VALUES (${quoted(id)}, ${quoted(writeHostedTenant(tenant))})`);
}

async function keptAsItMust(raw: Raw): Promise<void> {
  await asItWas(raw);
  const clock = wallClock((label, error) => {
    throw new Error(label, { cause: error });
  });
  const subject = createSubjectHost({
    ...{ clock, random: osRandomStream(), fetch: () => Promise.reject(), operatorToken: 'server' },
    journal: journal(clock, memoryBlobs()),
    database: raw.location,
  });
  try {
    await subject.ready;
    const ask = async (method: string, path: string, token: string, body?: object): Promise<number> => {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
      const request = { method, headers, ...(body && { body: JSON.stringify(body) }) };
      return (await subject.app(new Request(`${root}${path}`, request))).status;
    };
    assert.equal(await ask('GET', `/t/${id}/records`, auditorToken), 200, 'a tenant of before is served');
    assert.equal(await ask('PUT', `/tenants/${id}/webhook-keys`, operatorToken, newer), 200);
    for (const [statement, why] of [
      [`UPDATE hosted_tenants SET settings = '{}'`, /a tenant is made once/],
      [`DELETE FROM hosted_tenants`, /a tenant is kept/],
      [`UPDATE webhook_keys SET keys = '{}'`, /keys that were accepted are kept/],
      [`UPDATE webhook_keys SET set_at = 0`, /keys that were accepted are kept/],
      [`DELETE FROM webhook_keys`, /keys that were accepted are kept/],
      [`INSERT INTO webhook_keys VALUES (${quoted(id)}, 1, 0, '{}')`, /unique/i],
      [`INSERT INTO webhook_keys VALUES (${quoted(id)}, 0, 0, '{}')`, /check/i],
      [`INSERT INTO webhook_keys VALUES ('nobody', 1, 0, '{}')`, /foreign key/i],
      ...(raw.dialect === postgresSchema
        ? ([
            ['TRUNCATE webhook_keys', /keys that were accepted are kept/],
            ['TRUNCATE hosted_tenants CASCADE', /a tenant is kept|keys that were accepted are kept/],
          ] as const)
        : []),
    ] as const) {
      await assert.rejects(raw.execute(statement), why, statement);
    }
    assert.equal(await ask('GET', `/t/${id}/records`, auditorToken), 200);
  } finally {
    await subject.close();
    clock.stop();
  }
}

const folder = mkdtempSync(join(tmpdir(), 'greenroom-hosted-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const title =
  'a store of before migrates; tenants are written once and kept, and their keys change by a row more alone';

test(`${title} (SQLite)`, async () => {
  const location = join(folder, 'archive.sqlite');
  const sqlite = new SqliteDatabase(location);
  sqlite.pragma('foreign_keys = ON');
  await keptAsItMust({ location, dialect: sqliteSchema, execute: async (statement) => sqlite.exec(statement) });
  sqlite.close();
});

test(`${title} (PostgreSQL)`, async (t) => {
  const server = await startPostgres();
  if (!server) return t.skip('nothing was tried on PostgreSQL');
  const location = await server.createDatabase();
  const connected = new pg.Client(location);
  try {
    await connected.connect();
    await keptAsItMust({ location, dialect: postgresSchema, execute: (statement) => connected.query(statement) });
  } finally {
    await connected.end();
    await server.stop();
  }
});
