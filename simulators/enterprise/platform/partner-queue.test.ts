import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ana, ben, carrierEvent, enterpriseWorld, startMs } from '../fixture.ts';
import { rbmSchedule } from './retry.ts';

/** A platform of profile `rbm` and a receiver that can be made to fail. */
function rig(name: string, retry = rbmSchedule) {
  const world = enterpriseWorld(name, { profile: 'rbm', retry });
  const pushes: { event: Record<string, unknown>; atMs: number }[] = [];
  let answer: ((event: Record<string, unknown>) => number | undefined) | undefined;
  const handshakes: unknown[] = [];
  world.network.intercept('enterprise.test', (next) => async (request) => {
    if (!request.url.includes('/webhooks/')) return next(request);
    const body = (await request.clone().json()) as Record<string, unknown> & { message?: { data: string } };
    if (!body.message) {
      handshakes.push(body);
      return next(request);
    }
    const event = JSON.parse(Buffer.from(body.message.data, 'base64').toString()) as Record<string, unknown>;
    pushes.push({ event, atMs: world.clock.now() - startMs });
    const status = answer?.(event);
    return status === undefined ? next(request) : new Response(null, { status });
  });
  const observe = (message_id: string, status: 'sent' | 'delivered' | 'displayed' | 'failed' = 'sent', from = ana) =>
    world.enterprise.platform.observe(carrierEvent({ message_id, status, from, at_ms: world.clock.now() }));
  return {
    ...world,
    pushes,
    handshakes,
    observe,
    answers(next: typeof answer) {
      answer = next;
    },
  };
}

const day = 86_400_000;

test('the schedule doubles to 600 s and goes on for 7 days', () => {
  const { delaysMs } = rbmSchedule;
  assert.deepEqual(
    delaysMs.slice(0, 12),
    [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600].map((s) => s * 1000),
  );
  const total = delaysMs.reduce((sum, ms) => sum + ms, 0);
  assert.ok(total <= 7 * day && total > 7 * day - 600_000);
});

test('the endpoint proves itself once, before the first push, by saying the secret back', async () => {
  const it = rig('handshake');
  it.observe('M1');
  it.observe('M2');
  await it.clock.runFor(1000);
  assert.deepEqual([it.handshakes.length, it.pushes.length], [1, 2]);
  assert.deepEqual(it.entries('webhook.handshake'), [{ http_status: 200, verified: true }]);
});

test('until the endpoint has proved itself nothing is pushed: a receiver that echoes anything else gets nothing', async () => {
  const it = rig('impostor');
  let impostor = true;
  it.network.intercept('enterprise.test', (next) => async (request) => {
    if (!impostor) return next(request);
    await request.arrayBuffer();
    return new Response('hello');
  });
  it.observe('M1');
  await it.clock.runFor(2000);
  assert.equal(it.pushes.length, 0);
  assert.deepEqual(
    it.entries('webhook.attempt').map(({ http_status, error }) => [http_status, error]),
    [
      [null, 'handshake refused'],
      [null, 'handshake refused'],
    ],
  );
  impostor = false;
  await it.clock.runFor(10_000);
  assert.deepEqual([it.pushes.length, it.enterprise.platform.pending()], [1, 0]);
});

test('one event that the receiver cannot take stalls every other one for seven days, also those of other agents', async () => {
  const it = rig('poison');
  it.answers(({ messageId }) => (messageId === 'bad' ? 500 : undefined));
  it.observe('M1');
  await it.clock.runFor(1000);
  it.observe('bad');
  it.observe('M2', 'sent', '+447700900009');
  await it.clock.runFor(6 * day);
  assert.equal(
    it.pushes.some(({ event }) => event['messageId'] === 'M2'),
    false,
  );
  const tries = it.pushes.filter(({ event }) => event['messageId'] === 'bad').map(({ atMs }) => atMs);
  const waits = tries.slice(1).map((atMs, index) => Math.round((atMs - (tries[index] ?? 0)) / 1000));
  assert.equal(Math.max(...waits), 600);
  it.observe('M3');
  await it.clock.runFor(1.1 * day);
  const order = it.pushes.map(({ event }) => event['messageId']).filter((id) => id !== 'bad');
  assert.deepEqual(order, ['M1', 'M2', 'M3']);
  assert.deepEqual(
    it.entries('webhook.abandoned').map(({ reason }) => reason),
    ['the retry schedule is used up'],
  );
  assert.ok(it.entries('webhook.alert').some(({ alert }) => alert === 'dead-lettered'));
  assert.equal(it.enterprise.platform.pending(), 0);
});

test('seven days are those of each event, from when it was queued: waiting in line, being put off and hanging count', async () => {
  for (const hinder of ['down', 'puts off', 'hangs'] as const) {
    const it = rig(`kept ${hinder}`);
    let well = false;
    it.network.intercept('enterprise.test', (next) => async (request) => {
      if (well || (await request.clone().text()).includes('clientToken')) return next(request);
      if (hinder === 'hangs') return new Promise<Response>(() => {});
      return new Response(null, { status: 503, ...(hinder === 'puts off' && { headers: { 'retry-after': '86400' } }) });
    });
    for (const id of ['M1', 'M2', 'M3']) it.observe(id);
    await it.clock.runFor(7.01 * day);
    assert.equal(it.entries('webhook.abandoned').length, 3, hinder);
    assert.equal(it.enterprise.platform.pending(), 0);
    assert.ok(it.entries('webhook.abandoned').every(({ attempts }) => attempts > 0));
    well = true;
    assert.equal(it.enterprise.platform.replayDead(), 3, 'and seven days begin anew');
    await it.clock.runFor(1000);
    assert.equal(it.pushes.length, 3);
  }
});

test('410 and Retry-After count for a handshake too', async () => {
  const it = rig('handshake gone');
  const answers = [
    () => new Response(null, { status: 429, headers: { 'retry-after': '300' } }),
    () => new Response(null, { status: 410 }),
  ];
  it.network.intercept('enterprise.test', (next) => async (request) => {
    const answer = answers.shift();
    if (!answer) return next(request);
    await request.arrayBuffer();
    return answer();
  });
  it.observe('M1');
  it.observe('M2');
  await it.clock.runFor(299_000);
  assert.deepEqual(
    it.entries('webhook.attempt').map(({ http_status, next_ms }) => [http_status, next_ms]),
    [[429, 300_000]],
  );
  await it.clock.runFor(2000);
  assert.deepEqual([it.enterprise.platform.disabled(), it.enterprise.platform.pending()], [true, 0]);
  it.enterprise.platform.enable();
  assert.equal(it.enterprise.platform.replayDead(), 2);
  await it.clock.runFor(1000);
  assert.deepEqual([it.handshakes.length, it.pushes.length], [1, 2]);
});

test('200 alone acknowledges', async () => {
  const it = rig('204');
  let left = 2;
  it.answers(() => (left-- > 0 ? 204 : undefined));
  it.observe('M1');
  await it.clock.runFor(10_000);
  assert.deepEqual(
    it.entries('webhook.attempt').map(({ http_status }) => http_status),
    [204, 204, 200],
  );
});

test('what is pushed has the shapes of RCS for Business; what is kept has a pseudonym for the number', async () => {
  const it = rig('shapes');
  for (const status of ['sent', 'delivered', 'displayed', 'failed'] as const) {
    it.observe('M1', status);
    await it.clock.runFor(1000);
  }
  const [sent, delivered, read, failed] = it.pushes.map(({ event }) => event);
  assert.deepEqual(Object.keys(sent ?? {}), ['senderPhoneNumber', 'messageId', 'sendTime', 'agentId']);
  assert.equal(sent?.['senderPhoneNumber'], ana);
  assert.deepEqual([delivered?.['eventType'], delivered?.['senderPhoneNumber']], ['DELIVERED', ben]);
  assert.deepEqual([read?.['eventType'], read?.['senderPhoneNumber']], ['READ', ben]);
  assert.deepEqual([failed?.['eventType'], failed?.['phoneNumber']], ['TTL_EXPIRATION_REVOKED', ben]);
  assert.equal(delivered?.['agentId'], read?.['agentId']);
  assert.notEqual(delivered?.['agentId'], sent?.['agentId']);
  const { json } = await it.ask('GET', 'http://enterprise.test/events', it.enterprise.tenant.auditorToken);
  assert.equal(json.events.length, 4);
  const kept = JSON.stringify(json);
  assert.ok(!kept.includes(ana) && !kept.includes(ben), 'a number is in a metadata row');
  assert.ok(!it.lines.some((line) => line.includes(ana) || line.includes(ben)), 'a number is in the journal');
  const again = json.events.map(({ webhook_id }: { webhook_id: string }) => webhook_id);
  assert.deepEqual(
    again,
    it.entries('webhook.scheduled').map(({ webhook_id }) => webhook_id),
  );
});
