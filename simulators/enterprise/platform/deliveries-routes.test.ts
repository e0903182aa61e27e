import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EnterpriseOptions } from '../enterprise.ts';
import { ana, ben, carrierEvent, enterpriseWorld, startMs } from '../fixture.ts';

const platform = 'http://platform.test';

/** An enterprise whose receiver answers what it is told to, or as it would. */
function rig(name: string, options: Partial<EnterpriseOptions> = {}) {
  const world = enterpriseWorld(name, options);
  const { operatorToken, auditorToken } = world.enterprise.tenant;
  let answer: number | undefined;
  world.network.intercept('enterprise.test', (next) => async (request) => {
    if (answer === undefined || !request.url.includes('/webhooks/')) return next(request);
    await request.arrayBuffer();
    return new Response(null, { status: answer });
  });
  const operator = (method: string, path: string, body?: unknown) =>
    world.ask(method, `${platform}${path}`, operatorToken, body);
  return {
    ...world,
    operator,
    /** Undefined: as it would. */
    answers(status: number | undefined) {
      answer = status;
    },
    observe: (message_id: string) => world.enterprise.platform.observe(carrierEvent({ message_id })),
    rows: async () =>
      (await world.ask('GET', 'http://enterprise.test/events', auditorToken)).json.events.map(
        ({ event }: { event: { message_id: string } }) => event.message_id,
      ),
  };
}

test('the log tells when every attempt of a delivery was answered and what became of it; no content, no number', async () => {
  const it = rig('log');
  it.answers(503);
  it.observe('M1');
  await it.clock.runFor(2000);
  it.answers(undefined);
  await it.clock.runFor(10_000);
  const { status, json } = await it.operator('GET', '/deliveries');
  assert.equal(status, 200);
  const [delivery] = json.deliveries;
  assert.deepEqual(
    [json.deliveries.length, json.more, delivery.state, delivery.attempts],
    [1, false, 'acknowledged', 3],
  );
  assert.deepEqual(
    delivery.last_attempts.map(({ http_status, at, next_at }: Record<string, unknown>) => [http_status, at, next_at]),
    [
      [503, '2026-11-22T12:00:00.040Z', '2026-11-22T12:00:01.040Z'],
      [503, '2026-11-22T12:00:01.080Z', '2026-11-22T12:00:03.080Z'],
      [204, '2026-11-22T12:00:03.120Z', null],
    ],
  );
  const one = await it.operator('GET', `/deliveries/${delivery.webhook_id}`);
  assert.deepEqual(one.json, delivery);
  const text = JSON.stringify(json);
  for (const secret of [ana, ben, ana.slice(1), 'sender_hash', 'signature']) assert.ok(!text.includes(secret), secret);
});

test('pages of the log follow one another, by state and time too', async () => {
  const it = rig('pages');
  for (const id of ['M1', 'M2', 'M3']) it.observe(id);
  await it.clock.runFor(1000);
  it.answers(500);
  it.observe('M4');
  await it.clock.runFor(100);
  const ids = async (query: string) => {
    const { json } = await it.operator('GET', `/deliveries?${query}`);
    return [json.deliveries.map(({ message_id }: { message_id: string }) => message_id), json.next, json.more];
  };
  assert.deepEqual(await ids('limit=2'), [['M1', 'M2'], '2', true]);
  assert.deepEqual(await ids('limit=2&after=2'), [['M3', 'M4'], '4', false]);
  assert.deepEqual(await ids('after=4'), [[], '4', false]);
  assert.deepEqual(await ids('state=underway'), [['M4'], '4', false]);
  const later = new Date(startMs + 500).toISOString();
  assert.deepEqual(await ids(`from=${later}`), [['M4'], '4', false]);
  assert.deepEqual(await ids(`to=${later}&state=acknowledged`), [['M1', 'M2', 'M3'], '3', false]);
  for (const query of ['limit=x', 'state=lost', 'from=today', 'offset=3']) {
    assert.equal((await it.operator('GET', `/deliveries?${query}`)).status, 400, query);
  }
});

test('a replay keeps the id, and the receiver has it once', async () => {
  const it = rig('replay');
  it.observe('M1');
  await it.clock.runFor(1000);
  const [{ webhook_id }] = (await it.operator('GET', '/deliveries')).json.deliveries;
  const answer = await it.operator('POST', `/deliveries/${webhook_id}/replay`);
  assert.deepEqual([answer.status, answer.json], [202, { replayed: 1 }]);
  await it.clock.runFor(1000);
  assert.deepEqual(
    it.entries('webhook.received').map((data) => [data.webhook_id, data.duplicate]),
    [
      [webhook_id, false],
      [webhook_id, true],
    ],
  );
  assert.deepEqual(it.entries('webhook.replayed'), [{ webhook_id, attempts: 1 }]);
  const { json } = await it.operator('GET', `/deliveries/${webhook_id}`);
  assert.deepEqual([json.state, json.attempts, json.replays], ['acknowledged', 2, 1]);
  assert.deepEqual(await it.rows(), ['M1']);
});

test('what is under way is not replayed; what nobody knows is not found', async () => {
  const it = rig('conflict');
  it.answers(503);
  it.observe('M1');
  await it.clock.runFor(100);
  const [{ webhook_id }] = (await it.operator('GET', '/deliveries')).json.deliveries;
  assert.equal((await it.operator('POST', `/deliveries/${webhook_id}/replay`)).status, 409);
  assert.equal((await it.operator('POST', '/deliveries/msg_none/replay')).status, 404);
  assert.equal((await it.operator('GET', '/deliveries/msg_none')).status, 404);
});

test('a used-up schedule makes a dead letter and an alert; all dead letters are replayed at once, with the whole schedule', async () => {
  const it = rig('dead');
  it.answers(500);
  it.observe('M1');
  it.observe('M2');
  await it.clock.runFor(60_000);
  const dead = await it.operator('GET', '/deliveries?state=dead');
  assert.equal(dead.json.deliveries.length, 2);
  const replayed = await it.operator('POST', '/deliveries/replay', { state: 'dead' });
  assert.deepEqual([replayed.status, replayed.json], [202, { replayed: 2 }]);
  await it.clock.runFor(1500);
  it.answers(undefined);
  await it.clock.runFor(30_000);
  assert.deepEqual((await it.rows()).toSorted(), ['M1', 'M2']);
  assert.deepEqual((await it.operator('GET', '/deliveries?state=dead')).json.deliveries, []);
  const alerts = it.entries('webhook.alert').map(({ alert }) => alert);
  assert.deepEqual(alerts, ['failing', 'dead-lettered', 'dead-lettered', 'recovered']);
  const read = await it.operator('GET', '/alerts');
  assert.deepEqual(
    read.json.alerts.map(({ alert }: { alert: string }) => alert),
    alerts,
  );
});

test('what is replayed at once comes one after the other, not in one instant', async () => {
  const it = rig('spread');
  it.answers(500);
  for (const id of ['M1', 'M2', 'M3']) it.observe(id);
  await it.clock.runFor(60_000);
  it.answers(undefined);
  await it.operator('POST', '/deliveries/replay', { state: 'dead' });
  await it.clock.runFor(1000);
  const { json } = await it.operator('GET', '/deliveries?state=acknowledged');
  const times = json.deliveries.map(
    ({ last_attempts }: { last_attempts: readonly { at: string }[] }) => last_attempts.at(-1)?.at,
  );
  assert.deepEqual([times.length, new Set(times).size], [3, 3]);
});

test('a range of time is replayed, and nothing outside it', async () => {
  const it = rig('range');
  it.observe('M1');
  await it.clock.runFor(1000);
  it.observe('M2');
  await it.clock.runFor(1000);
  const at = (ms: number) => new Date(startMs + ms).toISOString();
  const body = { from: at(500), to: at(1500) };
  assert.deepEqual((await it.operator('POST', '/deliveries/replay', body)).json, { replayed: 1 });
  await it.clock.runFor(1000);
  assert.deepEqual(
    it.entries('webhook.received').map(({ message_id, duplicate }) => `${message_id} ${duplicate}`),
    ['M1 false', 'M2 false', 'M2 true'],
  );
  for (const bad of [{}, { state: 'underway' }, { from: 'noon' }, { to: at(5) }, { state: 'dead', all: true }]) {
    assert.equal((await it.operator('POST', '/deliveries/replay', bad)).status, 400, JSON.stringify(bad));
  }
});

test('410 disables and says so; enabled and replayed, what was abandoned arrives', async () => {
  const it = rig('gone');
  it.answers(410);
  it.observe('M1');
  await it.clock.runFor(100);
  it.observe('M2');
  await it.clock.runFor(100);
  const alerts = await it.operator('GET', '/alerts');
  assert.deepEqual(
    [alerts.json.endpoint, alerts.json.alerts.length, alerts.json.alerts[0].alert],
    ['disabled', 1, 'disabled'],
  );
  assert.equal((await it.operator('POST', '/deliveries/replay', { state: 'dead' })).status, 409);
  it.answers(undefined);
  assert.equal((await it.operator('POST', '/endpoint/enable')).status, 204);
  assert.deepEqual((await it.operator('POST', '/deliveries/replay', { state: 'dead' })).json, { replayed: 2 });
  await it.clock.runFor(1000);
  assert.deepEqual((await it.rows()).toSorted(), ['M1', 'M2']);
});

test('an endpoint that fails for long is told of once, however few attempts there are, and once when it is well again', async () => {
  const it = rig('failing', { retry: { delaysMs: Array.from({ length: 8 }, () => 10 * 60_000), timeoutMs: 5000 } });
  it.answers(503);
  it.observe('M1');
  await it.clock.runFor(25 * 60_000);
  assert.deepEqual(it.entries('webhook.alert'), [
    { alert: 'failing', webhook_id: null, failed_attempts: 3, failing_ms: 20 * 60_000 + 80 },
  ]);
  it.answers(undefined);
  await it.clock.runFor(10 * 60_000);
  assert.deepEqual(
    it.entries('webhook.alert').map(({ alert }) => alert),
    ['failing', 'recovered'],
  );
});

test('only the operator reads and replays: no token, and no other role’s', async () => {
  const it = rig('roles');
  it.observe('M1');
  await it.clock.runFor(100);
  const { tenant } = it.enterprise;
  const device = (await it.enrol(ana)).token;
  const foreign = enterpriseWorld('another').enterprise.tenant.operatorToken;
  const [{ webhook_id }] = (await it.operator('GET', '/deliveries')).json.deliveries;
  for (const token of [null, 'nonsense', tenant.auditorToken, tenant.enrolmentToken, device, foreign]) {
    for (const [method, path] of [
      ['GET', '/deliveries'],
      ['GET', `/deliveries/${webhook_id}`],
      ['POST', `/deliveries/${webhook_id}/replay`],
      ['POST', '/deliveries/replay'],
      ['GET', '/alerts'],
      ['POST', '/endpoint/enable'],
    ] as const) {
      const { status, headers } = await it.ask(method, `${platform}${path}`, token, method === 'POST' ? {} : undefined);
      assert.equal(status, 401, `${method} ${path}`);
      assert.equal(headers.get('content-type'), 'application/problem+json');
    }
  }
  assert.equal(it.entries('webhook.replayed').length, 0);
});

test('the key set has an entity tag: who has it already is told so, and a rotation changes it', async () => {
  const it = rig('etag');
  const url = `${platform}/.well-known/jwks.json`;
  const first = await it.ask('GET', url, null);
  const etag = first.headers.get('etag') ?? '';
  assert.match(etag, /^"[0-9a-f]{32}"$/);
  assert.equal(first.headers.get('cache-control'), 'public, max-age=3600');
  const conditional = async (tag: string) => {
    const request = new Request(url, { headers: { 'if-none-match': tag } });
    return it.enterprise.platform.app(request);
  };
  for (const tag of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
    const answer = await conditional(tag);
    assert.deepEqual([answer.status, await answer.text(), answer.headers.get('etag')], [304, '', etag]);
  }
  it.enterprise.announceWebhookKeys();
  const announced = await conditional(etag);
  assert.equal(announced.status, 200);
  const kids = ((await announced.json()) as { keys: { kid: string }[] }).keys.map(({ kid }) => kid);
  assert.deepEqual(kids, ['ed25519-1', 'ed25519-2']);
});

test('a key that was published early verifies without asking again; a receiver asks with its tag and is told 304', async () => {
  const it = rig('early', { signatures: ['v1a'] });
  const asked: (string | null)[] = [];
  it.network.intercept('platform.test', (next) => async (request) => {
    if (request.url.includes('jwks')) asked.push(request.headers.get('if-none-match'));
    return next(request);
  });
  it.enterprise.announceWebhookKeys();
  it.observe('M1');
  await it.clock.runFor(1000);
  it.enterprise.rotateWebhookKeys(0);
  it.observe('M2');
  await it.clock.runFor(1000);
  assert.deepEqual(asked, [null]);
  assert.deepEqual(await it.rows(), ['M1', 'M2']);
  await it.clock.runFor(2 * 3_600_000);
  it.observe('M3');
  await it.clock.runFor(1000);
  it.observe('M4');
  await it.clock.runFor(3_700_000);
  it.observe('M5');
  await it.clock.runFor(1000);
  assert.equal(asked.length, 3);
  assert.match(asked[2] ?? '', /^"[0-9a-f]{32}"$/);
  assert.deepEqual(await it.rows(), ['M1', 'M2', 'M3', 'M4', 'M5']);
});
