import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import SqliteDatabase from 'better-sqlite3';
import { seededRandom } from '../../kernel/random.ts';
import { carrierEvent, complete, enterpriseWorld, startMs } from '../fixture.ts';
import { webhookKeyRing } from '../standard-webhooks/key-ring.ts';
import { type SigningKeys, signedHeaders } from '../standard-webhooks/signature.ts';

type World = ReturnType<typeof enterpriseWorld>;

const pseudonym = (digit: string): string => `hmac-sha256:identifier-1:${digit.repeat(64)}`;
const event = {
  message_id: 'M1',
  sender_hash: pseudonym('a'),
  recipient_hash: pseudonym('b'),
  conversation_hash: pseudonym('c'),
  sent_timestamp: '2026-11-22T12:00:00.000Z',
  status: 'sent',
  content_hash: null,
  attachment_refs: [],
};

/** The keys that the world's platform signs with: the same seed draws the same ones. */
const keysOf = (seed: string): SigningKeys =>
  webhookKeyRing(seededRandom(seed).split('enterprise').split('webhook keys')).signing();

/** Posts a body to the receiver, signed at `atMs`. */
async function post(
  world: World,
  keys: SigningKeys,
  body: string | Uint8Array<ArrayBuffer>,
  { id = 'msg_1', atMs = world.clock.now(), headers = {} }: { id?: string; atMs?: number; headers?: object } = {},
) {
  const signed = { ...signedHeaders(keys, id, atMs, Buffer.from(body)), ...headers };
  const request = new Request('http://enterprise.test/webhooks/messages', { method: 'POST', headers: signed, body });
  return complete(world.clock, world.enterprise.app(request));
}

async function rows(world: World): Promise<unknown[]> {
  const { json } = await world.ask('GET', 'http://enterprise.test/events', world.enterprise.tenant.auditorToken);
  return json.events;
}

test('a signed event is stored, then acknowledged; a repetition is acknowledged and not stored again', async () => {
  const world = enterpriseWorld('stored');
  const keys = keysOf('stored');
  for (const atMs of [startMs, startMs + 5000]) {
    assert.equal((await post(world, keys, JSON.stringify(event), { atMs })).status, 204);
  }
  assert.deepEqual(await rows(world), [{ webhook_id: 'msg_1', received_at: '2026-11-22T12:00:00.000Z', event }]);
  assert.deepEqual(
    world.entries('webhook.received').map(({ duplicate }) => duplicate),
    [false, true],
  );
});

test('another event under a stored webhook-id is refused', async () => {
  const world = enterpriseWorld('conflict');
  const keys = keysOf('conflict');
  await post(world, keys, JSON.stringify(event));
  assert.equal((await post(world, keys, JSON.stringify({ ...event, message_id: 'M2' }))).status, 409);
  assert.equal((await rows(world)).length, 1);
});

test('v1 alone and v1a alone are each enough', async () => {
  const world = enterpriseWorld('versions');
  const { secrets, ed25519 } = keysOf('versions');
  assert.equal((await post(world, { secrets, ed25519: [] }, JSON.stringify(event))).status, 204);
  assert.equal((await post(world, { secrets: [], ed25519 }, JSON.stringify(event), { id: 'msg_2' })).status, 204);
});

test('bad signatures, stale times and malformed headers are refused before anything is parsed', async () => {
  const world = enterpriseWorld('refused');
  const keys = keysOf('refused');
  const late = { atMs: startMs - 301_000 };
  const refusals: [Response, number][] = [
    [await post(world, keysOf('another world'), JSON.stringify(event)), 401],
    [await post(world, keysOf('another world'), 'not JSON'), 401],
    [await post(world, keys, JSON.stringify(event), late), 401],
    [await post(world, keys, JSON.stringify(event), { atMs: startMs + 301_000 }), 401],
    [await post(world, keys, JSON.stringify(event), { headers: { 'webhook-id': 'other' } }), 401],
    [await post(world, keys, JSON.stringify(event), { headers: { 'webhook-signature': '' } }), 400],
    [await post(world, keys, JSON.stringify(event), { headers: { 'webhook-timestamp': 'now' } }), 400],
  ];
  for (const [response, status] of refusals) {
    assert.equal(response.status, status);
    assert.equal(response.headers.get('content-type'), 'application/problem+json');
  }
  assert.deepEqual(await rows(world), []);
  assert.equal(world.entries('webhook.refused').length, refusals.length);
});

test('a signed body that is not the contract is refused and not stored', async () => {
  const world = enterpriseWorld('contract');
  const keys = keysOf('contract');
  const { status: _, ...without } = event;
  const bodies = [
    'nonsense',
    '[]',
    '"text"',
    JSON.stringify(without),
    JSON.stringify({ ...event, body: 'hello' }),
    JSON.stringify({ ...event, sender_hash: '+447700900001' }),
    JSON.stringify({ ...event, sent_timestamp: '2026-11-22 12:00' }),
    JSON.stringify({ ...event, status: 'displayed' }),
    JSON.stringify({ ...event, attachment_refs: ['file:///etc/passwd'] }),
    Buffer.from([0x22, 0xff, 0x22]),
  ];
  for (const [index, body] of bodies.entries()) {
    assert.equal((await post(world, keys, body, { id: `msg_${index}` })).status, 400, String(body));
  }
  assert.equal((await post(world, keys, 'x'.repeat(65_537), { id: 'large' })).status, 413);
  assert.deepEqual(await rows(world), []);
  assert.ok(!world.lines.some((line) => /hello|passwd|\+4477/.test(line)), 'a refusal quotes what it refused');
});

test('an event that cannot be stored is not acknowledged; the platform brings it again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'greenroom-receiver-'));
  const database = join(folder, 'archive.db');
  const world = enterpriseWorld('store fails', { database });
  const locker = new SqliteDatabase(database);
  try {
    locker.exec('BEGIN IMMEDIATE');
    world.enterprise.platform.observe(carrierEvent());
    await world.clock.runFor(2000);
    assert.deepEqual(
      world.entries('webhook.attempt').map(({ http_status }) => http_status),
      [503, 503],
    );
    assert.deepEqual(await rows(world), []);
    locker.exec('ROLLBACK');
    await world.clock.runFor(2000);
    assert.equal((await rows(world)).length, 1);
  } finally {
    locker.close();
    world.enterprise.close();
    rmSync(folder, { recursive: true });
  }
});

test('keys are rotated while a delivery is being retried: it arrives once, with or without the overlap, by either signature', async () => {
  const cases = [30_000, 0].flatMap((overlapMs) =>
    (['v1', 'v1a'] as const).map((version) => [overlapMs, version] as const),
  );
  for (const [overlapMs, version] of cases) {
    const world = enterpriseWorld(`rotation ${overlapMs} ${version}`, { signatures: [version] });
    let refuse = true;
    world.network.intercept('enterprise.test', (next) => async (request) => {
      return refuse && request.method === 'POST' ? new Response(null, { status: 503 }) : next(request);
    });
    world.enterprise.platform.observe(carrierEvent());
    await world.clock.runFor(2000);
    world.enterprise.rotateWebhookKeys(overlapMs);
    refuse = false;
    await world.clock.runFor(30_000);
    assert.equal((await rows(world)).length, 1);
    assert.equal(world.enterprise.platform.pending(), 0);
  }
});

test('with v1a alone the key set is fetched, and fetched anew when a rotation made it stale', async () => {
  const world = enterpriseWorld('key set', { signatures: ['v1a'] });
  let fetched = 0;
  world.network.intercept('platform.test', (next) => (request) => {
    fetched++;
    return next(request);
  });
  const { platform } = world.enterprise;
  for (const message_id of ['M1', 'M2']) {
    platform.observe(carrierEvent({ message_id }));
    await world.clock.runFor(1000);
  }
  assert.equal(fetched, 1);
  await world.clock.runFor(10_000);
  world.enterprise.rotateWebhookKeys(0);
  await world.clock.runFor(1000);
  platform.observe(carrierEvent({ message_id: 'M3' }));
  await world.clock.runFor(1000);
  assert.equal(fetched, 2);
  assert.equal((await rows(world)).length, 3);
});

test('while the key set cannot be fetched nothing unproven is taken; later attempts are', async () => {
  const world = enterpriseWorld('no key set', { signatures: ['v1a'] });
  let broken: ((request: Request) => Promise<Response>) | undefined;
  world.network.intercept('platform.test', (next) => (request) => (broken ?? next)(request));
  broken = () => new Promise(() => {});
  world.enterprise.platform.observe(carrierEvent());
  await world.clock.runFor(6000);
  assert.deepEqual(await rows(world), []);
  broken = async () => new Response('{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"k","x":"short"}]}');
  await world.clock.runFor(2000);
  assert.deepEqual(await rows(world), []);
  broken = undefined;
  await world.clock.runFor(30_000);
  assert.equal((await rows(world)).length, 1);
});

test('a public key that is published with its private half counts for nothing', async () => {
  const world = enterpriseWorld('published private', { signatures: ['v1a'] });
  const { ed25519 } = keysOf('published private');
  let d: string | undefined = 'A'.repeat(43);
  world.network.intercept('platform.test', () => async () => {
    const keys = ed25519.map(({ kid, publicKey }) => {
      return { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey).toString('base64url'), kid, d };
    });
    return Response.json({ keys });
  });
  const signed = { secrets: [], ed25519 };
  assert.equal((await post(world, signed, JSON.stringify(event))).status, 401);
  d = undefined;
  await world.clock.runFor(400_000);
  assert.equal((await post(world, signed, JSON.stringify(event), { id: 'msg_2' })).status, 204);
});

test('strangers cannot make the receiver fetch the key set again and again', async () => {
  const world = enterpriseWorld('strangers');
  let fetched = 0;
  world.network.intercept('platform.test', (next) => (request) => {
    fetched++;
    return next(request);
  });
  const { ed25519 } = keysOf('another world');
  for (let n = 0; n < 20; n++) await post(world, { secrets: [], ed25519 }, JSON.stringify(event), { id: `msg_${n}` });
  assert.equal(fetched, 1);
});
