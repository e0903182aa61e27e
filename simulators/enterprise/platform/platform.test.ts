import assert from 'node:assert/strict';
import { test } from 'node:test';
import { issueDeviceToken } from '../enrolment/device-token.ts';
import { ana, ben, carrierEvent, enterpriseWorld, startMs } from '../fixture.ts';
import { keyedHash } from '../keyed-hash.ts';

const hash = `hmac-sha256:content-1:${'cd'.repeat(32)}`;

/** The metadata rows as an auditor reads them. */
async function events(world: ReturnType<typeof enterpriseWorld>) {
  const { json } = await world.ask('GET', 'http://enterprise.test/events', world.enterprise.tenant.auditorToken);
  return json.events.map(({ event }: { event: Record<string, unknown> }) => event);
}

test('a carrier event becomes one webhook and one metadata row, without a number in it', async () => {
  const world = enterpriseWorld('one event');
  const { platform, tenant } = world.enterprise;
  platform.observe(carrierEvent());
  platform.observe(carrierEvent({ at_ms: startMs + 1 }));
  platform.observe(carrierEvent({ status: 'delivered', at_ms: startMs + 700 }));
  await world.clock.runFor(1000);
  assert.equal(platform.pending(), 0);
  const parties = {
    message_id: 'M1',
    sender_hash: keyedHash(tenant.identifierKey, 'msisdn', ana),
    recipient_hash: keyedHash(tenant.identifierKey, 'msisdn', ben),
    conversation_hash: keyedHash(tenant.identifierKey, 'conversation', 'C1'),
  };
  const rest = { content_hash: null, attachment_refs: [] };
  assert.deepEqual(await events(world), [
    { ...parties, sent_timestamp: '2026-11-22T12:00:00.000Z', status: 'sent', ...rest },
    {
      ...parties,
      sent_timestamp: '2026-11-22T12:00:00.000Z',
      delivered_timestamp: '2026-11-22T12:00:00.700Z',
      status: 'delivered',
      ...rest,
    },
  ]);
  assert.ok(!world.lines.some((line) => line.includes(ana) || line.includes(ben)), 'a number is in the journal');
});

test('each recipient of a group message has events of its own', async () => {
  const world = enterpriseWorld('group');
  for (const to of ['+447700900002', '+447700900003']) world.enterprise.platform.observe(carrierEvent({ to }));
  await world.clock.runFor(1000);
  assert.equal((await events(world)).length, 2);
});

test('where an enrolled endpoint is a party the webhook waits for its hash, in order', async () => {
  const world = enterpriseWorld('waits');
  const { token } = await world.enrol(ben);
  assert.equal((await world.ask('POST', 'http://platform.test/endpoints', token)).status, 204);
  const { platform } = world.enterprise;
  const at_ms = world.clock.now();
  platform.observe(carrierEvent({ at_ms }));
  await world.clock.runFor(100);
  platform.observe(carrierEvent({ status: 'delivered', at_ms: at_ms + 100 }));
  await world.clock.runFor(500);
  assert.deepEqual([world.entries('webhook.scheduled').length, platform.pending()], [0, 2]);
  const claim = { message_id: 'M1', version: 1, content_hash: hash };
  assert.equal((await world.ask('POST', 'http://platform.test/content-hashes', token, claim)).status, 204);
  await world.clock.runFor(100);
  assert.deepEqual(
    (await events(world)).map(({ status, content_hash }: Record<string, unknown>) => [status, content_hash]),
    [
      ['sent', hash],
      ['delivered', hash],
    ],
  );
});

test('a hash that does not come is null after the wait; one that came first is used at once', async () => {
  const world = enterpriseWorld('late');
  const { token } = await world.enrol(ana);
  await world.ask('POST', 'http://platform.test/endpoints', token);
  world.enterprise.platform.observe(carrierEvent());
  await world.clock.runFor(1999);
  assert.equal(world.entries('webhook.scheduled').length, 0);
  await world.clock.runFor(1);
  assert.equal(world.entries('webhook.scheduled').length, 1);
  await world.ask('POST', 'http://platform.test/content-hashes', token, {
    message_id: 'M2',
    version: 1,
    content_hash: hash,
  });
  world.enterprise.platform.observe(carrierEvent({ message_id: 'M2' }));
  assert.equal(world.entries('webhook.scheduled').length, 2);
  await world.clock.runFor(100);
  assert.deepEqual(
    (await events(world)).map(({ content_hash }: Record<string, unknown>) => content_hash),
    [null, hash],
  );
});

test('an endpoint speaks for its own custodian only', async () => {
  const world = enterpriseWorld('stranger');
  const { token } = await world.enrol('+447700900009');
  const claim = { message_id: 'M1', version: 1, content_hash: hash };
  assert.equal((await world.ask('POST', 'http://platform.test/content-hashes', token, claim)).status, 204);
  world.enterprise.platform.observe(carrierEvent());
  await world.clock.runFor(1000);
  assert.deepEqual((await events(world))[0]?.content_hash, null);
});

test('the hash of the first version stays; another hash for one version is a conflict', async () => {
  const world = enterpriseWorld('versions');
  const { token } = await world.enrol(ana);
  const other = hash.replaceAll('cd', 'ef');
  const claim = (version: number, content_hash: string) =>
    world.ask('POST', 'http://platform.test/content-hashes', token, { message_id: 'M1', version, content_hash });
  assert.equal((await claim(2, other)).status, 204);
  assert.equal((await claim(1, hash)).status, 204);
  assert.equal((await claim(1, hash)).status, 204);
  assert.equal((await claim(2, other)).status, 204);
  assert.equal((await claim(1, other)).status, 409);
  world.enterprise.platform.observe(carrierEvent());
  await world.clock.runFor(1000);
  assert.deepEqual((await events(world))[0]?.content_hash, hash);
});

test('only device tokens of the tenant are taken', async () => {
  const world = enterpriseWorld('tokens');
  const foreign = await enterpriseWorld('another tenant').enrol(ana);
  const { token } = await world.enrol(ana);
  const forged = [...token];
  forged[10] = forged[10] === 'A' ? 'B' : 'A';
  for (const bad of [null, 'nonsense', foreign.token, forged.join(''), `${token}x`, 'device..', 'device.e30.AA']) {
    const answer = await world.ask('POST', 'http://platform.test/endpoints', bad);
    assert.equal(answer.status, 401, String(bad));
    assert.equal(answer.headers.get('content-type'), 'application/problem+json');
  }
});

test('a token of another tenant is refused, even under the same key', async () => {
  const world = enterpriseWorld('two tenants');
  const identity = { tenant: 'tenant-other', device_id: 'dev_1', custodian_hash: 'h' };
  const token = issueDeviceToken(world.enterprise.tenant.deviceTokenKey, identity);
  const { status, json } = await world.ask('POST', 'http://platform.test/endpoints', token);
  assert.deepEqual([status, json.type], [403, 'urn:greenroom:problem:wrong-tenant']);
});

test('the key set holds the public halves of the signing keys, and what a rotation adds', async () => {
  const world = enterpriseWorld('jwks');
  const keys = async () => (await world.ask('GET', 'http://platform.test/.well-known/jwks.json', null)).json.keys;
  const [only] = await keys();
  assert.deepEqual(Object.keys(only).sort(), ['alg', 'crv', 'kid', 'kty', 'use', 'x']);
  world.enterprise.rotateWebhookKeys(60_000);
  assert.deepEqual(
    (await keys()).map(({ kid }: { kid: string }) => kid),
    ['ed25519-1', 'ed25519-2'],
  );
  await world.clock.runFor(60_000);
  assert.deepEqual(
    (await keys()).map(({ kid }: { kid: string }) => kid),
    ['ed25519-2'],
  );
});

test('a receipt for a message that the platform knows nothing of is told, sent no later than it', async () => {
  const world = enterpriseWorld('unknown');
  world.enterprise.platform.observe(carrierEvent({ status: 'displayed', at_ms: startMs + 5 }));
  await world.clock.runFor(1000);
  const last = (await events(world)).at(-1);
  assert.deepEqual(
    [last?.sent_timestamp, last?.read_timestamp],
    ['2026-11-22T12:00:00.005Z', '2026-11-22T12:00:00.005Z'],
  );
});
