import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryBlobs } from '../kernel/journal/blobs.ts';
import { journal } from '../kernel/journal/journal.ts';
import { seededRandom } from '../kernel/random.ts';
import { virtualClock } from '../kernel/virtual-clock.ts';
import { ana, complete, startMs, upload } from './fixture.ts';
import { webhookKeyRing } from './standard-webhooks/key-ring.ts';
import { signedHeaders } from './standard-webhooks/signature.ts';
import { createSubjectApp } from './subject-app.ts';
import { createTenant } from './tenant.ts';

/** A subject whose journal can fail. */
function subjectOf(seed: string) {
  const crashes: string[] = [];
  const clock = virtualClock(startMs, (_, error) => crashes.push(error instanceof Error ? error.message : ''));
  const random = seededRandom(seed);
  const lines: string[] = [];
  const journalFails = { sink: false, listener: false };
  const book = journal(clock, memoryBlobs(), (line) => {
    if (journalFails.sink) throw new Error('the journal’s disk is full');
    lines.push(line);
  });
  book.subscribe(() => {
    if (journalFails.listener) throw new Error('a listener is broken');
  });
  const tenant = createTenant(random);
  const ring = webhookKeyRing(random.split('webhook keys'));
  const subject = createSubjectApp({
    ...{ clock, random, tenant, journal: book, database: ':memory:' },
    secrets: () => ring.signing().secrets,
    keySet: { current: async () => [], renew: async () => false },
  });
  const ask = async (method: string, path: string, token: string, body?: object) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const init = { method, headers, ...(body && { body: JSON.stringify(body) }) };
    const answer = await complete(clock, subject.app(new Request(`http://enterprise.test${path}`, init)));
    return { status: answer.status, json: await answer.json() };
  };
  let count = 0;
  const deliver = async (id: string): Promise<number> => {
    const hash = `hmac-sha256:identifier-1:${'a'.repeat(64)}`;
    const body = JSON.stringify({
      ...{ message_id: 'M1', sender_hash: hash, recipient_hash: hash, conversation_hash: hash },
      ...{ sent_timestamp: new Date(startMs).toISOString(), status: 'sent', content_hash: null, attachment_refs: [] },
    });
    const headers = signedHeaders(ring.signing(), id, clock.now(), Buffer.from(body));
    const request = new Request('http://enterprise.test/webhooks/messages', { method: 'POST', headers, body });
    return (await complete(clock, subject.app(request))).status;
  };
  /** What the journal says of records and webhooks, by the id of each. */
  const told = () =>
    lines
      .map((line) => JSON.parse(line))
      .flatMap(({ kind, data }) =>
        kind === 'archive.stored' || kind === 'webhook.received'
          ? [[data.record_id ?? data.webhook_id, data.duplicate ? 'again' : 'stored']]
          : [],
      );
  const enrol = async () => {
    const request = {
      installation_id: random.split(`${count++}`).uuid(),
      custodian: ana,
      mode: 'escrow',
      endpoint_key: null,
    };
    return (await ask('POST', '/enrolments', tenant.enrolmentToken, request)).json;
  };
  return { clock, subject, ask, deliver, enrol, told, journalFails, crashes, book, tenant };
}

test('what was stored when the journal failed is acknowledged, told once when it works again, and nothing more is taken until then', async () => {
  const it = subjectOf('journal fails');
  const device = await it.enrol();
  it.journalFails.sink = true;
  const first = await it.ask('POST', '/records', device.token, upload(device));
  assert.equal(first.status, 201, 'it is stored, so that is the answer');
  await it.clock.runFor(1);
  assert.ok(it.crashes.includes('the journal’s disk is full'), 'the failure is not kept to itself');
  const second = await it.ask('POST', '/records', device.token, upload(device, { message_id: 'M2' }));
  assert.deepEqual([second.status, second.json.type], [503, 'urn:greenroom:problem:unavailable']);
  assert.equal(await it.deliver('msg_1'), 503);
  const { records } = (await it.ask('GET', '/records', it.tenant.auditorToken)).json;
  assert.deepEqual(
    records.map(({ message_id }: { message_id: string }) => message_id),
    ['M1'],
    'what was refused is not there',
  );
  assert.equal((await it.ask('GET', '/records/none', it.tenant.auditorToken)).status, 404, 'refusals are answered');
  assert.deepEqual(it.told(), []);

  it.journalFails.sink = false;
  const again = await it.ask('POST', '/records', device.token, upload(device));
  assert.deepEqual([again.status, again.json.record_id], [200, first.json.record_id]);
  assert.equal((await it.ask('POST', '/records', device.token, upload(device, { message_id: 'M2' }))).status, 201);
  assert.equal(await it.deliver('msg_1'), 204);
  const { record_id } = first.json;
  assert.deepEqual(it.told().slice(0, 2), [
    [record_id, 'stored'],
    [record_id, 'again'],
  ]);
  assert.deepEqual(
    it.told().map(([, how]) => how),
    ['stored', 'again', 'stored', 'stored'],
  );
  await it.subject.close();
});

test('webhooks that came while the journal failed are told in their order, each once', async () => {
  const it = subjectOf('webhooks');
  it.journalFails.sink = true;
  assert.deepEqual(await Promise.all([it.deliver('msg_1'), it.deliver('msg_2')]), [204, 204], 'both were under way');
  it.journalFails.sink = false;
  assert.equal(await it.deliver('msg_1'), 204);
  assert.deepEqual(it.told(), [
    ['msg_1', 'stored'],
    ['msg_2', 'stored'],
    ['msg_1', 'again'],
  ]);
  await it.subject.close();
});

test('a listener of the journal that fails holds up nothing, and nothing is told twice', async () => {
  const it = subjectOf('listener fails');
  const device = await it.enrol();
  it.journalFails.listener = true;
  const before = it.book.length();
  const { status, json } = await it.ask('POST', '/records', device.token, upload(device));
  assert.equal(status, 201);
  assert.equal(it.book.length(), before + 1);
  await it.clock.runFor(1);
  assert.ok(it.crashes.includes('a listener is broken'));
  it.journalFails.listener = false;
  assert.equal((await it.ask('POST', '/records', device.token, upload(device))).status, 200);
  assert.deepEqual(it.told(), [
    [json.record_id, 'stored'],
    [json.record_id, 'again'],
  ]);
  await it.subject.close();
});
