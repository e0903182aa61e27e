import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import SqliteDatabase from 'better-sqlite3';
import { p256Generate } from '../../crypto/p256/key.ts';
import { memoryBlobs } from '../../kernel/journal/blobs.ts';
import { journal } from '../../kernel/journal/journal.ts';
import { connectionError } from '../../kernel/network.ts';
import { seededRandom } from '../../kernel/random.ts';
import { virtualClock } from '../../kernel/virtual-clock.ts';
import { osRandomStream } from '../../kernel/wall/os-random.ts';
import { createSubjectHost } from './host.ts';
import type { TenantAnswer } from './tenant-request.ts';

const folder = mkdtempSync(join(tmpdir(), 'greenroom-host-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const operatorToken = 'operator-of-the-server';
const root = 'http://subject.test';
const request = {
  webhooks: { secrets: [{ kid: 's1', secret: `whsec_${Buffer.alloc(32, 7).toString('base64')}` }] },
  escrow: {
    kid: 'escrow-1',
    public_key: Buffer.from(p256Generate(seededRandom('escrow')).publicKey).toString('base64'),
  },
};

function host(database = ':memory:', daysLater = 0) {
  const clock = virtualClock(Date.UTC(2026, 10, 22 + daysLater, 12));
  const lines: string[] = [];
  const subject = createSubjectHost({
    clock,
    random: osRandomStream(),
    fetch: () => Promise.reject(connectionError('ENOTFOUND', 'nothing is fetched here')),
    journal: journal(clock, memoryBlobs(), (line) => lines.push(line)),
    database,
    operatorToken,
    documents: new Map([['/openapi.json', '{"openapi":"3.1.0"}']]),
  });
  const ask = (method: string, url: string, token?: string, body?: unknown): Promise<Response> =>
    subject.app(
      new Request(url, {
        method,
        headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    );
  const tenant = async (): Promise<TenantAnswer> => {
    const answer = await ask('POST', `${root}/tenants`, operatorToken, request);
    assert.equal(answer.status, 201);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    return (await answer.json()) as TenantAnswer;
  };
  return { subject, ask, tenant, lines, clock };
}

test('each tenant has its own URL, tokens and archive, and no other’s token opens it', async () => {
  const { subject, ask, tenant, lines } = host();
  const [one, two] = [await tenant(), await tenant()];
  assert.notEqual(one.tenant, two.tenant);
  assert.equal(one.base_url, `${root}/t/${one.tenant}`);
  const own = await ask('GET', `${one.base_url}/records`, one.credentials.auditor_token);
  assert.equal(own.status, 200);
  for (const [url, token] of [
    [`${one.base_url}/records`, two.credentials.auditor_token],
    [`${two.base_url}/records`, one.credentials.auditor_token],
    [`${one.base_url}/records`, operatorToken],
  ] as const) {
    const answer = await ask('GET', url, token);
    assert.equal(answer.status, 401, url);
    assert.equal(answer.headers.get('content-type'), 'application/problem+json');
  }
  const secrets = [one, two].flatMap(({ credentials }) => [
    credentials.auditor_token,
    credentials.enrolment_token,
    credentials.content_hash_key.key,
  ]);
  for (const secret of [...secrets, operatorToken]) assert.ok(!lines.join('\n').includes(secret));
  await subject.close();
});

test('tenants are kept in the store: a server that starts again has them', async () => {
  const file = join(folder, 'archive.sqlite');
  const before = host(file);
  const { base_url, credentials } = await before.tenant();
  const enrolling = {
    installation_id: seededRandom('installation').uuid(),
    custodian: '+447700900001',
    mode: 'escrow',
    endpoint_key: null,
  };
  const first = await before.ask('POST', `${base_url}/enrolments`, credentials.enrolment_token, enrolling);
  await before.subject.close();
  const later = host(file);
  const again = await later.ask('POST', `${base_url}/enrolments`, credentials.enrolment_token, enrolling);
  assert.deepEqual([first.status, again.status], [201, 200]);
  assert.deepEqual(await again.json(), await first.json());
  await later.subject.close();
});

test('what became due while the server was down goes soon after it starts, though nobody asks for the tenant', async () => {
  const file = join(folder, 'due.sqlite');
  const before = host(file);
  const { base_url, credentials } = await before.tenant();
  const own = { retention: 'P2D', dispose: true, cold_after: null, rule: 'short', citation: 'Clause 7' };
  const set = { profiles: [], own };
  assert.equal((await before.ask('PUT', `${base_url}/policy`, credentials.operator_token, set)).status, 200);
  const enrolled = await before.ask('POST', `${base_url}/enrolments`, credentials.enrolment_token, {
    installation_id: seededRandom('installation').uuid(),
    custodian: '+447700900001',
    mode: 'escrow',
    endpoint_key: null,
  });
  const device = (await enrolled.json()) as { tenant: string; token: string };
  const copy = {
    ...{ tenant: device.tenant, message_id: 'M1', logical_message_id: 'M1', version: 1, direction: 'out' },
    ...{ custodian: '+447700900001', peer: '+447700900002', device_timestamp: '2026-11-22T11:59:59.000Z' },
    ...{ content_hash: null, sealed: null },
  };
  assert.equal((await before.ask('POST', `${base_url}/records`, device.token, copy)).status, 201);
  await before.subject.close();
  const later = host(file, 3);
  await later.subject.ready;
  await later.clock.runFor(5_000);
  assert.ok(later.lines.some((line) => line.includes('"archive.swept"')));
  await later.subject.close();
});

test('nobody but the operator makes tenants, and what is malformed makes none', async () => {
  const { subject, ask } = host();
  for (const token of [undefined, 'somebody']) {
    assert.equal((await ask('POST', `${root}/tenants`, token, request)).status, 401);
  }
  const { escrow, webhooks } = request;
  for (const body of [
    {},
    { ...request, admin: true },
    { webhooks: { secrets: [{ kid: 's1', secret: 'whsec_short' }] }, escrow },
    { webhooks: { ...webhooks, jwks_url: 'file:///etc/passwd' }, escrow },
    { webhooks: { ...webhooks, jwks: { keys: [] }, jwks_url: 'http://127.0.0.1/jwks.json' }, escrow },
    { webhooks, escrow: { ...escrow, public_key: 'nothing' } },
    { webhooks, escrow: { ...escrow, public_key: `B${'A'.repeat(86)}=` } }, // off the curve
  ]) {
    const answer = await ask('POST', `${root}/tenants`, operatorToken, body);
    assert.equal(answer.status, 400, JSON.stringify(body));
    assert.doesNotMatch(await answer.text(), /whsec_short|passwd|nothing/);
  }
  await subject.close();
});

test('a tenant that is not there, a path that climbs and a method that is not served are not found', async () => {
  const { subject, ask, tenant } = host();
  const { base_url, credentials } = await tenant();
  for (const [method, url] of [
    ['GET', `${root}/t/nobody/records`],
    ['GET', `${root}/t/..%2Ftenants/records`],
    ['GET', `${base_url}/..%2F..%2Ftenants`],
    ['GET', `${root}/tenants`],
    ['DELETE', `${base_url}/records`],
  ] as const) {
    const answer = await ask(method, url, credentials.auditor_token);
    assert.equal(answer.status, 404, url);
    assert.equal(answer.headers.get('content-type'), 'application/problem+json');
  }
  await subject.close();
});

test('documents are served to anyone, at the root and below each tenant', async () => {
  const { subject, ask, tenant } = host();
  const { base_url } = await tenant();
  for (const base of [root, base_url])
    assert.deepEqual(await (await ask('GET', `${base}/openapi.json`)).json(), { openapi: '3.1.0' });
  await subject.close();
});

test('a tenant and the policy that it brings are kept both or neither', async () => {
  const file = join(folder, 'both-or-neither.sqlite');
  const { subject, ask } = host(file);
  const disk = new SqliteDatabase(file);
  disk.exec("CREATE TRIGGER fails BEFORE INSERT ON policies BEGIN SELECT RAISE(ABORT, 'disk failed'); END");
  const strict = { ...request, policy: { profiles: ['sec-17a-4'], own: null } };
  const answer = await ask('POST', `${root}/tenants`, operatorToken, strict);
  assert.equal(answer.status, 500);
  assert.equal(answer.headers.get('content-type'), 'application/problem+json');
  const rows = (table: string): unknown => disk.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
  assert.deepEqual(['tenants', 'hosted_tenants', 'policies'].map(rows), [0, 0, 0]);
  disk.exec('DROP TRIGGER fails');
  assert.equal((await ask('POST', `${root}/tenants`, operatorToken, strict)).status, 201);
  assert.deepEqual(['tenants', 'hosted_tenants', 'policies'].map(rows), [1, 1, 1]);
  disk.close();
  await subject.close();
});

test('a policy that a tenant brings is in force from the beginning', async () => {
  const { subject, ask } = host();
  const made = await ask('POST', `${root}/tenants`, operatorToken, {
    ...request,
    policy: { profiles: ['sec-17a-4'], own: null },
  });
  assert.equal(made.status, 201, await made.clone().text());
  const { base_url, credentials } = (await made.json()) as TenantAnswer;
  const policy = await (await ask('GET', `${base_url}/policy`, credentials.auditor_token)).text();
  assert.match(policy, /sec-17a-4/);
  await subject.close();
});
