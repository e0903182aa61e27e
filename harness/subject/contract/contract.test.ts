import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { z } from 'zod';
import { ana, ben, complete, upload } from '../../../simulators/enterprise/fixture.ts';
import { webhookKeyRing } from '../../../simulators/enterprise/standard-webhooks/key-ring.ts';
import { signedHeaders } from '../../../simulators/enterprise/standard-webhooks/signature.ts';
import { seededRandom } from '../../../simulators/kernel/random.ts';
import { testSeed } from '../../../simulators/kernel/test-seed.ts';
import { subjectRig } from '../fixture.ts';
import { enrolmentRequest, enrolmentResponse } from './enrolment.ts';
import { chainHead, chainPage } from './manifest.ts';
import { contentHashClaim, messageEvent } from './message-event.ts';
import { eventPage, recordPage } from './page.ts';
import { problem } from './problem.ts';
import { archiveRecord, batchResponse, recordBatch, recordUpload, uploadResponse } from './record.ts';

const seed = testSeed();

/** What the contract says of each request's body and of the answer to it. */
const routes: Record<string, { readonly request?: z.ZodType; readonly response?: z.ZodType }> = {
  'POST /webhooks/messages': { request: messageEvent },
  'POST /enrolments': { request: enrolmentRequest, response: enrolmentResponse },
  'POST /records': { request: recordUpload, response: uploadResponse },
  'POST /content-hashes': { request: contentHashClaim },
  'POST /endpoints': {},
  'GET /records': { response: recordPage },
  'GET /records/:id': { response: archiveRecord },
  'GET /events': { response: eventPage },
  'POST /records/batch': { request: recordBatch, response: batchResponse },
  'GET /manifests': { response: chainPage },
  'GET /manifests/head': { response: chainHead },
};

function routeOf(request: Request): string {
  const path = new URL(request.url).pathname.replace(/^\/records\/(?!batch$).+/, '/records/:id');
  return `${request.method} ${path}`;
}

test('everything that the reference, its platform and its agents say parses by the contract', async () => {
  const rig = subjectRig('contract');
  const judged = new Map<string, number>();
  const judge = (what: string, schema: z.ZodType | undefined, text: string): void => {
    judged.set(what, (judged.get(what) ?? 0) + 1);
    if (schema) schema.parse(JSON.parse(text));
    else assert.equal(text, '', what);
  };
  for (const host of ['enterprise.test', 'platform.test']) {
    rig.network.intercept(host, (next) => async (request) => {
      const name = routeOf(request);
      const route = routes[name];
      assert.ok(route, `${name} is not in the contract`);
      judge(`${name} request`, route.request, await request.clone().text());
      const response = await next(request);
      const text = await response.clone().text();
      if (response.ok) judge(`${name} response`, route.response, text);
      else {
        assert.equal(response.headers.get('content-type'), 'application/problem+json');
        judge('problem', problem, text);
      }
      return response;
    });
  }

  await complete(rig.clock, Promise.all([rig.agents.ana.enrol(), rig.agents.ben.enrol()]));
  rig.exchangeMessage('M1', 'hello');
  rig.agents.ben.captured({ message_id: 'M2', direction: 'in', peer: ana, body: null, sent_at_ms: 0, version: 1 });
  rig.agents.ana.captured({ message_id: 'M1', direction: 'out', peer: ben, body: 'other', sent_at_ms: 0, version: 1 });
  await rig.clock.runFor(5000);
  const { records } = await complete(rig.clock, rig.subject.records());
  await complete(rig.clock, rig.subject.record(records[0]?.record_id ?? ''));
  await complete(rig.clock, rig.subject.record('rec_none'));
  await complete(rig.clock, rig.subject.events());
  for (const name of ['M3', 'M4', 'M5'])
    rig.agents.ben.captured({ message_id: name, direction: 'in', peer: ana, body: name, sent_at_ms: 0, version: 1 });
  await rig.clock.runFor(5000);
  const chain = rig.subject.chain?.(records[0]?.device_id ?? '');
  assert.ok(chain && (await complete(rig.clock, chain)).manifests.length > 0);
  const { token } = await rig.enrol('+447700900003');
  await rig.ask('GET', 'http://enterprise.test/manifests/head', token);
  const expected = Object.keys(routes).flatMap((name) => [`${name} request`, `${name} response`]);
  assert.deepEqual([...judged.keys()].sort(), [...expected, 'problem'].sort());
});

/** One change to a JSON object: a field less, a field more, or a field with another value. */
const mutation = fc.record({
  at: fc.nat(),
  how: fc.constantFrom('remove' as const, 'add' as const, 'replace' as const),
  value: fc.oneof(
    fc.jsonValue({ maxDepth: 1 }),
    fc.constantFrom(null, '', 0, 1, 2.5, -1, [], {}, 'x'.repeat(257), '+447700900002', 'sent', 'escrow', '2026-11-22'),
    fc.constantFrom(`hmac-sha256:k:${'0'.repeat(64)}`, '2026-11-22T12:00:00Z', '2027-02-29T12:00:00.000Z'),
  ),
});

function mutated(value: object, { at, how, value: other }: { at: number; how: string; value: unknown }): object {
  const fields = Object.entries(value);
  const index = at % fields.length;
  if (how === 'remove') return Object.fromEntries(fields.filter((_, n) => n !== index));
  if (how === 'add') return { ...value, extra: other };
  return Object.fromEntries(fields.map(([name, old], n) => [name, n === index ? other : old]));
}

const pseudonym = (digit: string): string => `hmac-sha256:identifier-1:${digit.repeat(64)}`;
const time = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2040, 0) }).map((ms) => new Date(ms).toISOString());

test(`what the contract allows the reference takes, and what it forbids the reference refuses (seed ${seed})`, async () => {
  const rig = subjectRig('both ways');
  const { tenant } = rig.enterprise;
  const enrolled = await rig.enrol(ana);
  const ring = webhookKeyRing(seededRandom('both ways').split('enterprise').split('webhook keys'));
  let count = 0;
  const enrol = {
    installation_id: seededRandom('i').uuid(),
    custodian: ben,
    mode: 'endpoint-archive',
    endpoint_key: { kid: 'own', public_key: enrolled.escrow?.public_key },
  };
  const subjects: Record<string, [z.ZodType, object, string, () => Record<string, string>]> = {
    upload: [recordUpload, upload(enrolled), 'http://enterprise.test/records', () => bearer(enrolled.token)],
    enrolment: [enrolmentRequest, enrol, 'http://enterprise.test/enrolments', () => bearer(tenant.enrolmentToken)],
    claim: [
      contentHashClaim,
      { message_id: 'M1', version: 1, content_hash: pseudonym('d') },
      'http://platform.test/content-hashes',
      () => bearer(enrolled.token),
    ],
    event: [
      messageEvent,
      {
        message_id: 'M1',
        sender_hash: pseudonym('a'),
        recipient_hash: pseudonym('b'),
        conversation_hash: pseudonym('c'),
        sent_timestamp: '2026-11-22T12:00:00.000Z',
        delivered_timestamp: '2026-11-22T12:00:00.000Z',
        read_timestamp: '2026-11-22T12:00:00.000Z',
        status: 'read',
        content_hash: null,
        attachment_refs: ['att://gateway/1'],
      },
      'http://enterprise.test/webhooks/messages',
      () => ({}),
    ],
  };
  const bearer = (token: string) => ({ authorization: `Bearer ${token}`, 'content-type': 'application/json' });
  const outcomes = { allowed: 0, forbidden: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...Object.values(subjects)),
      fc.array(mutation, { maxLength: 2 }),
      time,
      async ([schema, valid, url, headers], mutations, sent_timestamp) => {
        const base = 'sent_timestamp' in valid ? { ...valid, sent_timestamp } : valid;
        const value = mutations.reduce<object>(mutated, base);
        const body = JSON.stringify(value);
        const signed = signedHeaders(ring.signing(), `msg_${count++}`, rig.clock.now(), Buffer.from(body));
        const request = new Request(url, { method: 'POST', body, headers: { ...signed, ...headers() } });
        const { status } = await complete(rig.clock, rig.network.fetchFrom('ana')(request));
        const allowed = schema.safeParse(JSON.parse(body)).success;
        outcomes[allowed ? 'allowed' : 'forbidden']++;
        // 403 and 409 are answers to well-formed requests.
        assert.equal(status !== 400, allowed, `${status}: ${body}`);
        assert.ok([200, 201, 204, 400, 403, 409].includes(status), `${status}: ${body}`);
      },
    ),
    { seed, numRuns: 400 },
  );
  assert.ok(outcomes.allowed > 50 && outcomes.forbidden > 50, JSON.stringify(outcomes));
});
