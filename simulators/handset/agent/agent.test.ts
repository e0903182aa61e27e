import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hpkeOpen } from '../../crypto/hpke/hpke.ts';
import { complete } from '../../enterprise/fixture.ts';
import { connectionError, type Fetch } from '../../kernel/network.ts';
import { installation } from './credentials.ts';
import { agentRig, anaMsisdn, benMsisdn, message } from './fixture.ts';
import { memoryStorage } from './storage.ts';

test('a captured message is archived at once, and its hash handed in', async () => {
  const rig = agentRig('online');
  await complete(rig.clock, rig.agent.enrol());
  rig.agent.captured(message());
  await rig.clock.runFor(200);
  assert.equal(rig.agent.pending(), 0);
  const [record, ...more] = await rig.records();
  assert.equal(more.length, 0);
  assert.deepEqual(
    [record.custodian, record.peer, record.direction, record.version, record.sealed.to],
    [anaMsisdn, benMsisdn, 'out', 1, 'escrow'],
  );
  assert.match(record.content_hash, /^hmac-sha256:content-1:[0-9a-f]{64}$/);
  rig.enterprise.platform.observe({
    message_id: 'M1',
    from: anaMsisdn,
    to: benMsisdn,
    conversation_id: 'C',
    status: 'sent',
    at_ms: rig.clock.now(),
  });
  await rig.clock.runFor(200);
  const { json } = await rig.ask('GET', 'http://enterprise.test/events', rig.enterprise.tenant.auditorToken);
  assert.equal(json.events[0].event.content_hash, record.content_hash);
  assert.deepEqual(
    rig.entries('archive.upload').map(({ http_status, next_ms }) => [http_status, next_ms]),
    [[201, null]],
  );
  assert.ok(!rig.lines.some((line) => /Sell|nacht/.test(line)), 'a body is in the journal');
  assert.deepEqual(
    rig.storage.keys().filter((key) => key.startsWith('archive/item/')),
    [],
  );
});

test('nothing leaves the phone in clear', async () => {
  const rig = agentRig('private');
  const sent: Uint8Array[] = [];
  rig.network.observe(({ from, bytes }) => from === 'ana' && sent.push(bytes));
  await complete(rig.clock, rig.agent.enrol());
  rig.agent.captured(message({ body: 'CANARY-7f3a' }));
  await rig.clock.runFor(200);
  assert.ok(sent.length >= 4);
  const bytes = Buffer.concat(sent);
  for (const encoding of ['utf8', 'hex', 'base64', 'utf16le'] as const) {
    const form =
      encoding === 'utf16le' ? Buffer.from('CANARY-7f3a', encoding) : Buffer.from('CANARY-7f3a').toString(encoding);
    assert.ok(!bytes.includes(encoding === 'base64' ? String(form).slice(0, 12) : form), encoding);
  }
});

test('minutes without a network lose nothing and double nothing', async () => {
  const rig = agentRig('offline');
  await complete(rig.clock, rig.agent.enrol());
  await rig.clock.runFor(1000);
  rig.setOnline(false);
  for (let n = 0; n < 30; n++) {
    rig.agent.captured(message({ message_id: `M${n}`, body: `body ${n}` }));
    await rig.clock.runFor(10_000);
  }
  assert.equal(rig.agent.pending(), 30);
  assert.deepEqual(await rig.records(), []);
  rig.setOnline(true);
  await rig.clock.runFor(12_000); // the longest pause, and the uploads
  assert.equal(rig.agent.pending(), 0);
  const ids = (await rig.records()).map(({ message_id }) => message_id);
  assert.equal(ids.length, 30);
  assert.equal(new Set(ids).size, 30);
  const pauses = rig.entries('archive.upload').flatMap(({ next_ms }) => next_ms ?? []);
  assert.ok(Math.max(...pauses) <= 10_000);
});

test('a phone that enrols late archives what it captured before, and keeps no plaintext after', async () => {
  const rig = agentRig('late enrolment');
  rig.setOnline(false);
  const enrolled = rig.agent.enrol();
  rig.agent.captured(message());
  await rig.clock.runFor(60_000);
  rig.restartApp(); // the messages captured before are in the phone's storage
  const again = rig.agent.enrol();
  rig.agent.captured(message({ message_id: 'M2', body: null, direction: 'in' }));
  await rig.clock.runFor(30_000);
  rig.setOnline(true);
  rig.agent.wake();
  await complete(rig.clock, again);
  assert.ok(!rig.storage.keys().some((key) => rig.storage.get(key)?.includes('Sell')), 'the body is still stored');
  await rig.clock.runFor(200);
  assert.deepEqual(
    (await rig.records()).map(({ message_id }) => message_id),
    ['M1', 'M2'],
  );
  assert.equal(rig.entries('archive.enrolled').length, 1);
  void enrolled; // the first run of the app ended before it was settled
});

test('an undecryptable message has a record without content, and content once it became readable', async () => {
  const rig = agentRig('undecryptable');
  await complete(rig.clock, rig.agent.enrol());
  rig.agent.captured(message({ direction: 'in', body: null }));
  await rig.clock.runFor(200);
  rig.agent.captured(message({ direction: 'in', body: 'at last', version: 2 }));
  await rig.clock.runFor(200);
  const records = await rig.records();
  assert.deepEqual(
    records.map(({ version, content_hash, sealed }) => [version, content_hash === null, sealed === null]),
    [
      [1, true, true],
      [2, false, false],
    ],
  );
});

test('an app that is killed between upload and answer uploads again: one record', async () => {
  const rig = agentRig('killed');
  await complete(rig.clock, rig.agent.enrol());
  await rig.clock.runFor(1000);
  rig.agent.captured(message());
  await rig.clock.runFor(30); // it has arrived, the answer is on its way
  assert.equal(rig.entries('archive.stored').length, 1);
  rig.restartApp();
  assert.equal(rig.agent.pending(), 1);
  await rig.clock.runFor(1000);
  assert.equal(rig.agent.pending(), 0);
  assert.equal((await rig.records()).length, 1);
  assert.deepEqual(
    rig.entries('archive.stored').map(({ duplicate }) => duplicate),
    [false, true],
  );
});

/** Puts a fault before a host; returns a switch for it. */
function fault(rig: ReturnType<typeof agentRig>, host: string, broken: (next: Fetch) => Fetch): { on: boolean } {
  const state = { on: true };
  rig.network.intercept(host, (next) => (request) => (state.on ? broken(next)(request) : next(request)));
  return state;
}

test('stored but the answer was lost, broken, or somebody else said 200: tried again, one record', async () => {
  const faults: Record<string, (next: Fetch) => Fetch> = {
    lost: (next) => async (request) => {
      await next(request);
      throw connectionError('ECONNRESET', 'enterprise.test');
    },
    '503': (next) => async (request) => {
      await next(request);
      return new Response('busy', { status: 503 });
    },
    'captive portal': () => async () => new Response('<html>Please log in</html>'),
    redirect: () => async () => new Response(null, { status: 302, headers: { location: 'http://portal.test' } }),
    hang: () => () => new Promise(() => {}),
    drip: () => async () => new Response(new ReadableStream({ pull: () => new Promise(() => {}) }), { status: 201 }),
    throttled: () => async () => new Response(null, { status: 429, headers: { 'retry-after': '3600' } }),
  };
  for (const [name, broken] of Object.entries(faults)) {
    const rig = agentRig(`answer ${name}`);
    await complete(rig.clock, rig.agent.enrol());
    await rig.clock.runFor(1000);
    const state = fault(rig, 'enterprise.test', broken);
    rig.agent.captured(message());
    await rig.clock.runFor(45_000);
    assert.equal(rig.agent.pending(), 1, name);
    state.on = false;
    await rig.clock.runFor(20_500); // the longest timeout, the longest pause
    assert.equal(rig.agent.pending(), 0, name);
    assert.equal((await rig.records()).length, 1, name);
  }
});

test('enrolment goes through the same faults and enrols once', async () => {
  const rig = agentRig('enrolment reply lost');
  const state = fault(rig, 'enterprise.test', (next) => async (request) => {
    await next(request);
    throw connectionError('ECONNRESET', 'enterprise.test');
  });
  const enrolled = rig.agent.enrol();
  await rig.clock.runFor(20_000);
  state.on = false;
  await complete(rig.clock, enrolled);
  rig.agent.captured(message());
  await rig.clock.runFor(200);
  assert.equal((await rig.records()).length, 1);
  assert.equal(rig.entries('archive.enrolled').length, 1);
});

test('a refused enrolment is an error that says so', async () => {
  const rig = agentRig('enrolment refused');
  fault(rig, 'enterprise.test', () => async () => new Response(null, { status: 403 }));
  await assert.rejects(complete(rig.clock, rig.agent.enrol()), /ana: the enterprise refused to enrol it \(HTTP 403\)/);
});

test('a platform that is down holds up no archiving', async () => {
  const rig = agentRig('platform down');
  await complete(rig.clock, rig.agent.enrol());
  await rig.clock.runFor(1000);
  const state = fault(rig, 'platform.test', () => async () => new Response(null, { status: 500 }));
  rig.agent.captured(message());
  await rig.clock.runFor(1000);
  assert.deepEqual([(await rig.records()).length, rig.agent.pending()], [1, 1]);
  state.on = false;
  await rig.clock.runFor(11_000);
  assert.equal(rig.agent.pending(), 0);
});

test('an enterprise that lost its devices gets them back: the agent enrols again', async () => {
  const rig = agentRig('amnesia', { database: ':memory:' });
  await complete(rig.clock, rig.agent.enrol());
  await rig.clock.runFor(1000);
  rig.enterprise.restart(); // its store ends with the process
  rig.agent.captured(message());
  await rig.clock.runFor(10_000);
  assert.equal(rig.agent.pending(), 0);
  assert.equal((await rig.records()).length, 1);
  assert.equal(rig.entries('archive.enrolled').length, 2);
});

test('a copy that the archive refuses for good is set aside and holds up nothing', async () => {
  const rig = agentRig('refused');
  await complete(rig.clock, rig.agent.enrol());
  rig.agent.captured(message());
  await rig.clock.runFor(1000);
  rig.agent.captured(message({ body: 'another text under the same id' }));
  rig.agent.captured(message({ message_id: 'M2' }));
  await rig.clock.runFor(1000);
  assert.equal(rig.agent.pending(), 0);
  assert.deepEqual(
    rig.entries('archive.upload').map(({ http_status, next_ms }) => [http_status, next_ms]),
    [
      [201, null],
      [409, null],
      [201, null],
    ],
  );
  assert.equal(rig.storage.keys().filter((key) => key.startsWith('archive/refused/')).length, 1);
});

test('a phone whose storage is full still archives, and says what is wrong', async () => {
  const kept = memoryStorage();
  let full = false;
  const storage = {
    ...kept,
    set(key: string, value: string) {
      if (full) throw Object.assign(new Error('no space'), { name: 'QuotaExceededError' });
      kept.set(key, value);
    },
  };
  const rig = agentRig('full', { storage });
  await complete(rig.clock, rig.agent.enrol());
  full = true;
  rig.agent.captured(message());
  await rig.clock.runFor(1000);
  assert.equal((await rig.records()).length, 1);
  assert.equal(rig.agent.pending(), 0);
  assert.ok(rig.entries('handset.problem').some(({ reason }) => reason === 'QuotaExceededError'));
});

test('metadata-only hands in hashes and uploads nothing', async () => {
  const rig = agentRig('metadata only', { mode: 'metadata-only' });
  await complete(rig.clock, rig.agent.enrol());
  rig.agent.captured(message());
  rig.agent.captured(message({ message_id: 'M2', body: null }));
  await rig.clock.runFor(1000);
  assert.equal(rig.agent.pending(), 0);
  assert.deepEqual([(await rig.records()).length, rig.entries('archive.upload').length], [0, 0]);
});

test('endpoint-archive seals to a key that never leaves the phone', async () => {
  const rig = agentRig('endpoint archive', { mode: 'endpoint-archive' });
  await complete(rig.clock, rig.agent.enrol());
  rig.agent.captured(message());
  await rig.clock.runFor(1000);
  const [record] = await rig.records();
  assert.equal(record.sealed.to, 'endpoint');
  const { endpointKey } = installation(rig.storage, rig.random.split('agent ana 1'));
  const { tenant, custodian, message_id, logical_message_id, version, direction, peer } = record;
  const { device_timestamp, content_hash } = record;
  const aad = [
    tenant,
    custodian,
    message_id,
    logical_message_id,
    version,
    direction,
    peer,
    device_timestamp,
    content_hash,
  ];
  const open = (privateKey: Uint8Array) =>
    hpkeOpen(
      privateKey,
      Buffer.from(JSON.stringify(['greenroom archive v1', tenant, record.sealed.kid])),
      Buffer.from(JSON.stringify(aad)),
      { enc: Buffer.from(record.sealed.enc, 'base64'), ciphertext: Buffer.from(record.sealed.ciphertext, 'base64') },
    );
  assert.ok(
    Buffer.from(open(endpointKey.privateKey) ?? [])
      .toString()
      .startsWith('Sell at 42'),
  );
  assert.equal(open(rig.enterprise.tenant.escrow.privateKey), undefined);
});
