import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { isLoopback, reachSubject } from './reach-subject.ts';
import { SubjectFileError } from './subject-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'greenroom-reach-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const url = 'http://127.0.0.1:8700';
const tenant = {
  GREENROOM_SUBJECT_ENROLMENT_TOKEN: 'enrol-token',
  GREENROOM_SUBJECT_AUDITOR_TOKEN: 'audit-token',
  GREENROOM_SUBJECT_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 1).toString('base64')}`,
};

const reach = (env: Readonly<Record<string, string>>, config?: string, at = url, iOwnThisHost = false) =>
  reachSubject({ url: at, iOwnThisHost, env, ...(config !== undefined && { config: written(config) }) });

function written(text: string): string {
  const file = join(folder, 'subject.yaml');
  writeFileSync(file, text);
  return file;
}

test('a server that makes tenants takes one token; a tenant its own', async () => {
  const server = await reach({ GREENROOM_SUBJECT_SERVER_TOKEN: 'server-token' });
  assert.deepEqual(server.credentials, { kind: 'server', operatorToken: 'server-token' });
  const key = `k1:${Buffer.alloc(32, 2).toString('base64')}`;
  const { credentials } = await reach({
    ...tenant,
    GREENROOM_SUBJECT_ESCROW_KEY: key,
    GREENROOM_SUBJECT_WEBHOOK_KEY: `whsk_${Buffer.alloc(64, 3).toString('base64')}`,
    GREENROOM_SUBJECT_OTHER_URL: 'http://127.0.0.1:8701/',
    GREENROOM_SUBJECT_OTHER_ENROLMENT_TOKEN: 'other-enrol',
    GREENROOM_SUBJECT_OTHER_AUDITOR_TOKEN: 'other-audit',
    GREENROOM_SUBJECT_OTHER_WEBHOOK_SECRET: tenant.GREENROOM_SUBJECT_WEBHOOK_SECRET,
  });
  assert.equal(credentials.kind, 'tenant');
  if (credentials.kind !== 'tenant') return;
  assert.equal(credentials.tenant.auditorToken, 'audit-token');
  assert.equal(credentials.tenant.webhookKeys.ed25519[0]?.privateKey.length, 32);
  assert.equal(credentials.keys.escrow[0]?.kid, 'k1');
  assert.equal(credentials.other?.baseUrl, 'http://127.0.0.1:8701');
});

test('what is missing or wrong is named, with what to do', async () => {
  const refuse = (promise: Promise<unknown>, message: RegExp) =>
    assert.rejects(promise, (error: Error) => error instanceof SubjectFileError && message.test(error.message));
  const { GREENROOM_SUBJECT_WEBHOOK_SECRET: _secret, ...unsigned } = tenant;
  await refuse(reach(unsigned), /GREENROOM_SUBJECT_WEBHOOK_SECRET \(whsec_\.\.\) or/);
  await refuse(reach({ ...tenant, GREENROOM_SUBJECT_WEBHOOK_SECRET: 'secret' }), /is not "whsec_"/);
  await refuse(reach({ ...tenant, GREENROOM_SUBJECT_ESCROW_KEY: 'secret' }), /is not "<kid>:"/);
  await refuse(
    reach(tenant, 'unsupported: [listRecords, startExprt]'),
    /unsupported\.1: the contract has no operation "startExprt"\. Did you mean "startExport"\? See/,
  );
  await refuse(
    reach(tenant, 'unsupported: [everything at all]'),
    /"everything at all"\. There are: receiveMessageEvent, /,
  );
  await refuse(reach(tenant, 'urll: x'), /subject\.yaml: /);
  await refuse(reach(tenant, '{'), /subject\.yaml: /);
  await refuse(reach(tenant, 'adapter: ./nothing.mjs'), /nothing\.mjs cannot be loaded/);
  writeFileSync(join(folder, 'empty.mjs'), 'export const other = 1;');
  await refuse(reach(tenant, 'adapter: ./empty.mjs'), /exports no function "adapt"/);
});

test('another machine takes a word that it is one’s own, and what is answered leads to no other', async () => {
  await assert.rejects(reach(tenant, undefined, 'https://archive.example'), /--i-own-this-host/);
  const { url: own } = await reach(tenant, undefined, 'https://archive.example/', true);
  assert.equal(own, 'https://archive.example');
  const { fetch } = await reach(tenant);
  await assert.rejects(fetch(new Request('http://192.0.2.1/t/x/records')), TypeError);
});

test('loopback is this machine and nothing that only looks like it', () => {
  for (const name of ['localhost', '127.0.0.1', '127.77.1.2', '[::1]']) assert.ok(isLoopback(name), name);
  for (const name of ['127.0.0.1.example.com', 'localhost.example', '128.0.0.1', '[::2]', '0.0.0.0'])
    assert.ok(!isLoopback(name), name);
});

test('an adapter stands between the contract and the implementation', async () => {
  writeFileSync(
    join(folder, 'adapter.mjs'),
    'export const adapt = ({ url }) => async (request) => new Response(request.url.replace(url, "moved:"));',
  );
  const { fetch } = await reach(tenant, 'adapter: ./adapter.mjs');
  assert.equal(await (await fetch(new Request(`${url}/events`))).text(), 'moved:/events');
});
