import assert from 'node:assert/strict';
import { ed25519Generate } from '../crypto/ed25519.ts';
import { agentFuzzers } from '../handset/agent/fuzz.ts';
import { sealedSha256, signManifest } from '../handset/agent/manifest.ts';
import { memoryBlobs } from '../kernel/journal/blobs.ts';
import { type Journal, journal } from '../kernel/journal/journal.ts';
import type { Fetch } from '../kernel/network.ts';
import { type Random, seededRandom } from '../kernel/random.ts';
import { virtualClock } from '../kernel/virtual-clock.ts';
import type { EnrolmentResponse } from './enrolment/schema.ts';
import { ana, ben, carrierEvent, complete, startMs, upload } from './fixture.ts';
import { mangledBody, mangledBytes, mangledHeaders, pick } from './fixture-input.ts';
import { retentionRequests } from './lifecycle/fuzz.ts';
import { logFuzzers, mangledTilePath } from './log/fuzz.ts';
import { delivery } from './platform/delivery.ts';
import { createPlatform } from './platform/platform.ts';
import { rehearsalSchedule } from './platform/retry.ts';
import { standardFormat } from './platform/wire/standard.ts';
import { profileFuzzers } from './receiver/fuzz-profiles.ts';
import { keySet } from './receiver/key-set.ts';
import { webhookKeyRing } from './standard-webhooks/key-ring.ts';
import { signedHeaders } from './standard-webhooks/signature.ts';
import { createSubjectApp } from './subject-app.ts';
import { createTenant } from './tenant.ts';

/** The parties without a network between them, and what was journaled last. */
interface Parties {
  readonly subject: Fetch;
  readonly platform: Fetch;
  readonly tenant: ReturnType<typeof createTenant>;
  readonly enrolled: EnrolmentResponse;
  readonly ring: ReturnType<typeof webhookKeyRing>;
  readonly book: Journal;
  /** Answers of the platform's key set, when set. */
  keySet: (() => Response) | undefined;
  close(): void;
}

async function parties(seed: string): Promise<Parties> {
  const clock = virtualClock(startMs);
  const random = seededRandom(seed);
  const book = journal(clock, memoryBlobs());
  const tenant = createTenant(random.split('tenant'));
  const ring = webhookKeyRing(random.split('webhook keys'));
  const app = createSubjectApp({
    clock,
    random,
    journal: book,
    tenant,
    secrets: () => ring.signing().secrets,
    keySet: keySet(
      clock,
      async (request) => made.keySet?.() ?? made.platform(request),
      'http://platform.test/.well-known/jwks.json',
    ),
    database: ':memory:',
  });
  const platform = createPlatform({
    clock,
    random,
    fetch: () => Promise.reject(new TypeError('fetch failed')),
    journal: book,
    tenant: tenant.id,
    keys: {
      identifier: tenant.identifierKey,
      webhooks: ring,
      deviceTokens: tenant.deviceTokenKey,
      operatorToken: tenant.operatorToken,
      clientToken: 'client-token',
    },
    retry: rehearsalSchedule,
    endpoint: 'http://enterprise.test/webhooks/messages',
    messagesKept: 100,
  });
  const enrol = new Request('http://enterprise.test/enrolments', {
    method: 'POST',
    headers: { authorization: `Bearer ${tenant.enrolmentToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      ...{ installation_id: random.uuid(), custodian: ana, mode: 'escrow', endpoint_key: null },
      device_key: Buffer.from(deviceKey.publicKey).toString('base64'),
    }),
  });
  const enrolled = (await (await app.app(enrol)).json()) as EnrolmentResponse;
  const made: Parties = {
    subject: app.app,
    platform: platform.app,
    tenant,
    enrolled,
    ring,
    book,
    keySet: undefined,
    close: app.close,
  };
  return made;
}

/** Parties serve so many inputs and are then replaced, so that nothing grows and an input hardly depends on others. */
const inputsEach = 500;
let current: { readonly name: string; readonly made: Parties } | undefined;

async function partiesFor(fuzzer: string, seed: number, index: number): Promise<Parties> {
  const name = `${fuzzer} ${seed} ${Math.floor(index / inputsEach)}`;
  if (current?.name !== name) {
    current?.made.close();
    current = { name, made: await parties(name) };
  }
  return current.made;
}

const draw = (fuzzer: string, seed: number, index: number): Random => seededRandom(`${fuzzer} ${seed} ${index}`);

/** A refusal is the protocol's own, whatever was sent. */
async function checkAnswer(response: Response): Promise<void> {
  const text = await response.text();
  assert.ok(response.status < 500, `HTTP ${response.status}: ${text}`);
  if (response.status < 400) return;
  assert.equal(response.headers.get('content-type'), 'application/problem+json');
  assert.deepEqual(Object.keys(JSON.parse(text)), ['type', 'title', 'status', 'detail']);
}

/** What the device of these parties signs with. */
const deviceKey = ed25519Generate(seededRandom('device key of the fuzzed subject'));

/** An upload with the first manifest of a chain: one of them is taken, the others fork it. */
function signedUpload(enrolled: EnrolmentResponse, name: string) {
  const copy = upload(enrolled, { message_id: name });
  const { sealed, manifest: _none, ...about } = copy;
  const facts = { ...about, sealed_sha256: sealedSha256(sealed) };
  return { ...copy, manifest: signManifest(deviceKey, enrolled.device_id, { sequence: 0, sha256: null }, facts) };
}

/** Any request to any route of either party. */
async function requests(seed: number, index: number): Promise<void> {
  const made = await partiesFor('requests', seed, index);
  const random = draw('requests', seed, index);
  const { tenant, enrolled } = made;
  const enrolment = { installation_id: random.uuid(), custodian: ben, mode: 'metadata-only', endpoint_key: null };
  const claim = { message_id: 'M1', version: 1, content_hash: upload(enrolled).content_hash };
  const routes: readonly [[string, string, unknown, string], ...[string, string, unknown, string][]] = [
    ['POST', 'http://enterprise.test/records', upload(enrolled, { message_id: `M${index}` }), enrolled.token],
    ['POST', 'http://enterprise.test/records', signedUpload(enrolled, `S${index}`), enrolled.token],
    [
      'POST',
      'http://enterprise.test/records/batch',
      { uploads: [signedUpload(enrolled, `B${index}`), upload(enrolled, { message_id: `C${index}` })] },
      enrolled.token,
    ],
    ['GET', 'http://enterprise.test/manifests/head', null, enrolled.token],
    ['GET', `http://enterprise.test/manifests?device_id=${enrolled.device_id}`, null, tenant.auditorToken],
    ['POST', 'http://enterprise.test/enrolments', enrolment, tenant.enrolmentToken],
    ['POST', 'http://enterprise.test/webhooks/messages', {}, ''],
    ['POST', 'http://platform.test/content-hashes', claim, enrolled.token],
    ['POST', 'http://platform.test/endpoints', {}, enrolled.token],
    ['GET', 'http://platform.test/deliveries', null, tenant.operatorToken],
    ['POST', 'http://platform.test/deliveries/replay', { state: 'dead' }, tenant.operatorToken],
    ['GET', 'http://platform.test/.well-known/jwks.json', null, ''],
    ['GET', 'http://enterprise.test/records', null, tenant.auditorToken],
    ['GET', 'http://enterprise.test/events', null, tenant.auditorToken],
    ['GET', `http://enterprise.test/log/tile/${encodeURI(mangledTilePath(random))}`, null, tenant.auditorToken],
    ['GET', 'http://enterprise.test/log/consistency', null, tenant.auditorToken],
    ['GET', 'http://enterprise.test/records/rec_1/proof', null, tenant.auditorToken],
    ['POST', 'http://enterprise.test/exports', { custodian: ana, format: 'eml' }, tenant.auditorToken],
    ['GET', 'http://enterprise.test/exports/exp_1', null, tenant.auditorToken],
    ['GET', 'http://enterprise.test/exports/exp_1/parts/1', null, tenant.auditorToken],
    ...retentionRequests(tenant, random),
  ];
  const [method, url, value, token] = pick(random, routes);
  const headers = mangledHeaders(random, {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(startMs / 1000),
    'webhook-signature': `v1,${Buffer.from(random.bytes(32)).toString('base64')}`,
  });
  const query = random.chance(0.5)
    ? ''
    : `${url.includes('?') ? '&' : '?'}after=${Buffer.from(random.bytes(3)).toString('base64url')}&limit=${random.below(2000)}`;
  const path = random.chance(0.1) ? `/${Buffer.from(random.bytes(6)).toString('base64url')}` : '';
  const body = method === 'GET' ? null : mangledBody(random, value);
  const request = new Request(`${url}${path}${query}`, { method, headers, body });
  await checkAnswer(await (url.includes('platform') ? made.platform : made.subject)(request));
}

/** A delivery that was signed and then tampered with is never taken. */
async function tamperedDeliveries(seed: number, index: number): Promise<void> {
  const made = await partiesFor('tampered', seed, index);
  const random = draw('tampered', seed, index);
  const hash = `hmac-sha256:identifier-1:${'a'.repeat(64)}`;
  const event = { message_id: `M${index}`, sender_hash: hash, recipient_hash: hash, conversation_hash: hash };
  const rest = { sent_timestamp: '2026-11-22T12:00:00.000Z', status: 'sent', content_hash: null, attachment_refs: [] };
  const body = Buffer.from(JSON.stringify({ ...event, ...rest }));
  const signed = signedHeaders(made.ring.signing(), `msg_${index}`, startMs, body);
  const sent = { headers: new Headers(signed), body: Uint8Array.from(body) };
  const field = pick(random, ['body', 'webhook-id', 'webhook-timestamp', 'webhook-signature', 'nothing'] as const);
  if (field === 'body') sent.body = mangledBytes(random, body);
  else if (field !== 'nothing') {
    // One signature of two suffices, so both are broken.
    const broken = signed[field].split(' ').map((part) => part.replace(/[A-Za-z0-9](?=[^A-Za-z0-9]*$)/, () => '_'));
    sent.headers.set(
      field,
      field === 'webhook-signature' ? broken.join(' ').replaceAll(/,[^ ]{6}/g, ',AAAAAA') : broken.join(' '),
    );
  }
  if (random.chance(0.2)) made.keySet = () => new Response(mangledBody(random, { keys: [{ kty: 'OKP', x: 'A' }] }));
  const init = { method: 'POST', headers: sent.headers, body: sent.body };
  const response = await made.subject(new Request('http://enterprise.test/webhooks/messages', init));
  made.keySet = undefined;
  const untouched = field === 'nothing' || (field === 'body' && Buffer.from(sent.body).equals(body));
  assert.equal(response.status === 204, untouched, `${field}: HTTP ${response.status}`);
  await checkAnswer(response);
}

/** Whatever a receiver answers, a webhook ends: acknowledged or abandoned, within the schedule and a day's Retry-After each. */
async function receiverAnswers(seed: number, index: number): Promise<void> {
  const random = draw('receiver', seed, index);
  const clock = virtualClock(startMs);
  const book = journal(clock, memoryBlobs());
  let attempts = 0;
  const fetch: Fetch = async () => {
    attempts++;
    const how = random.below(6);
    if (how === 0) throw new TypeError('fetch failed');
    if (how === 1) return new Promise(() => {});
    const status = pick(random, [200, 204, 301, 307, 400, 401, 410, 429, 500, 503, 599]);
    const after = pick(random, [
      '0',
      '7',
      '-3',
      '99999999999',
      'Sun, 22 Nov 2026 13:00:00 GMT',
      'soon',
      '1e5',
      '\u00ff',
    ]);
    return new Response(status === 204 ? null : mangledBody(random, {}), {
      status,
      headers: mangledHeaders(random, { 'retry-after': after, location: 'http://elsewhere.test' }),
    });
  };
  const signing = webhookKeyRing(random, ['v1']).signing;
  const webhooks = delivery({
    clock,
    fetch,
    journal: book,
    endpoint: 'http://a.test/',
    retry: rehearsalSchedule,
    random,
    format: standardFormat(signing),
  });
  webhooks.deliver('msg_1', { message_id: 'M1', status: 'sent' }, Buffer.from(JSON.stringify(carrierEvent())));
  const ended = await clock.runUntilIdle(7 * 86_400_000);
  assert.ok(ended && webhooks.pending() === 0, 'the webhook did not end');
  assert.ok(attempts <= rehearsalSchedule.delaysMs.length + 1);
  await complete(clock, Promise.resolve());
}

/** Seeded malformed input to everything of the enterprise and the agents that faces the outside. */
export const fuzzers = [
  { name: 'requests', run: requests },
  { name: 'tampered-deliveries', run: tamperedDeliveries },
  { name: 'receiver-answers', run: receiverAnswers },
  ...profileFuzzers,
  ...logFuzzers,
  ...agentFuzzers,
];
