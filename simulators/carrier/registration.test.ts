import assert from 'node:assert/strict';
import test from 'node:test';
import { parseFeatureTags, supportsMls } from '../protocol/feature-tags.ts';
import { headerValue } from '../protocol/headers.ts';
import { reasonOf } from '../protocol/sip-response.ts';
import { numbers, smallWorld } from './small-world.test-support.ts';

for (const digest of ['SHA-256', 'MD5'] as const) {
  test(`a phone registers with a ${digest} answer, and learns what it was granted`, async () => {
    const world = smallWorld({ carrier: { digest } });
    await world.settle(world.ana.provision());
    const response = await world.settle(world.ana.register({ expiresS: 100_000 }));
    assert.equal(response?.status, 200);
    assert.equal(headerValue(response?.headers ?? [], 'Expires'), '3600');
    assert.equal(supportsMls(parseFeatureTags(headerValue(response?.headers ?? [], 'Feature-Caps') ?? '')), true);
    assert.deepEqual(world.entries('carrier.registered'), [
      { carrier: 'north', msisdn: numbers.ana, mls: true, expires_s: 3600, device: world.ana.imei },
    ]);
  });
}

test('a wrong password is refused, journaled, and registers nobody', async () => {
  const world = smallWorld();
  await world.settle(world.ana.provision());
  const response = await world.settle(world.ana.register({ password: 'guess' }));
  assert.equal(response?.status, 401);
  assert.equal(response && reasonOf(response)?.text, 'wrong-credentials');
  assert.equal(world.north.registered(numbers.ana), false);
  assert.deepEqual(
    world.entries('carrier.refused').map(({ status, reason }) => [status, reason]),
    [[401, 'wrong-credentials']],
  );
  assert.equal(world.lines.join('').includes('guess'), false);
});

test('the credentials of one subscriber do not register another', async () => {
  const world = smallWorld();
  await world.settle(Promise.all([world.ana.provision(), world.cy.provision()]));
  const { ana, cy } = world;
  Object.assign(cy.document?.auth ?? {}, ana.document?.auth);
  const response = await world.settle(cy.register());
  assert.equal(response?.status, 403);
  assert.equal(world.north.registered(numbers.cy), false);
});

test('an Authorization that is sent again, by whoever heard it, is asked for anew', async () => {
  const world = smallWorld();
  await world.settle(world.ana.provision());
  const heard: Uint8Array[] = [];
  world.network.observe(({ from, summary, bytes }) => {
    if (from === 'ana' && summary.startsWith('REGISTER')) heard.push(bytes);
  });
  await world.settle(world.ana.register());
  world.north.expireRegistration(numbers.ana);
  const replayed = Buffer.from(heard.at(-1) ?? [])
    .toString()
    .replace(/branch=[^\r]*/, 'branch=z9hG4bKreplay');
  world.ana.raw(Buffer.from(replayed));
  await world.clock.runFor(1000);
  assert.equal(world.north.registered(numbers.ana), false);
});

test('a registration expires by the clock, and a refresh in time keeps it', async () => {
  const world = smallWorld();
  await world.settle(world.ana.provision());
  await world.settle(world.ana.register({ expiresS: 600 }));
  await world.clock.runFor(500_000);
  await world.settle(world.ana.register({ expiresS: 600 }));
  await world.clock.runFor(500_000);
  assert.equal(world.north.registered(numbers.ana), true);
  await world.clock.runFor(101_000);
  assert.equal(world.north.registered(numbers.ana), false);
  assert.deepEqual(
    world.entries('carrier.unregistered').map(({ reason }) => reason),
    ['expired'],
  );
  const sent = await world.settle(world.ana.text(numbers.cy, 'hello'));
  assert.deepEqual([sent.status, sent.reason], [403, 'not-registered']);
});

test('a phone takes its registration back with Expires: 0, and less than a minute is too brief', async () => {
  const world = smallWorld();
  await world.online(world.ana);
  assert.equal((await world.settle(world.ana.register({ expiresS: 30 })))?.status, 423);
  assert.equal((await world.settle(world.ana.register({ expiresS: 0 })))?.status, 200);
  assert.equal(world.north.registered(numbers.ana), false);
});

test('nobody sends in the name of another, from another phone or without registration', async () => {
  const world = smallWorld();
  await world.online(world.ana, world.cy, world.ben);
  const forged = { from: `tel:${numbers.cy}` };
  const inCpim = await world.settle(
    world.ana.sendCpim(numbers.ben, world.ana.cpimTo(numbers.ben, 'text/plain', Buffer.from('x'), forged)),
  );
  assert.deepEqual([inCpim.status, inCpim.reason], [403, 'wrong-identity']);
  const request = world.ana.request('MESSAGE', numbers.ben);
  const headers = request.headers.map((header) =>
    header.name === 'From' ? { name: 'From', value: `<sip:${numbers.cy}@north.test>;tag=1` } : header,
  );
  const inSip = await world.settle(world.ana.exchange({ ...request, headers }));
  assert.equal(inSip?.status, 403);
  assert.equal(world.ben.received.length, 0);
});

test('while the E2EE switch is off, a registration says nothing of MLS', async () => {
  const world = smallWorld();
  await world.settle(world.ana.provision());
  world.north.setE2ee(false);
  const response = await world.settle(world.ana.register());
  assert.equal(supportsMls(parseFeatureTags(headerValue(response?.headers ?? [], 'Feature-Caps') ?? '')), false);
  assert.equal(world.entries('carrier.registered')[0]?.mls, false);
});

test('a Contact must be where the REGISTER came from: nobody has another’s calls sent to themselves', async () => {
  const world = smallWorld();
  await world.settle(world.ana.provision());
  const response = await world.settle(world.ana.register({ at: 'ben' }));
  assert.deepEqual([response?.status, response && reasonOf(response)?.text], [400, 'contact-is-elsewhere']);
  assert.equal(world.north.registered(numbers.ana), false);
});

test('refreshing a registration does not disturb a delivery that is under way', async () => {
  const world = smallWorld();
  await world.online(world.ana, world.cy);
  const sent: string[] = [];
  world.network.observe(({ from, to, summary }) => {
    if (from === 'north' && to === 'cy' && summary.startsWith('MESSAGE')) sent.push(summary);
  });
  world.network.change('north', 'cy', { latencyMs: 400 });
  const refreshed = world.cy.register(); // granted 440 ms from now
  await world.clock.runFor(200);
  await world.settle(world.ana.text(numbers.cy, 'hello')); // delivered at 640 ms
  await world.settle(refreshed);
  await world.clock.runFor(5000);
  assert.equal(sent.length, 1);
  assert.deepEqual(world.cy.texts(), ['hello']);
  assert.equal(world.entries('carrier.stored').length, 0);
});
