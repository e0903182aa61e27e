import assert from 'node:assert/strict';
import test from 'node:test';
import { numbers, smallWorld } from './small-world.test-support.ts';

test('a carrier that throttles says 503 with Retry-After in both modes, and takes the message afterwards', async () => {
  const world = smallWorld();
  await world.online(world.ana, world.cy);
  world.north.throttle(200);
  for (const mode of ['pager', 'session'] as const) {
    const sent = await world.settle(world.ana.text(numbers.cy, 'now', mode));
    assert.deepEqual([sent.status, sent.reason], [503, 'throttled']);
  }
  world.north.throttle();
  assert.equal((await world.settle(world.ana.text(numbers.cy, 'later'))).status, 202);
});

test('a reboot loses registrations and nothing else', async () => {
  const world = smallWorld();
  await world.online(world.ana, world.ben);
  world.network.isolate('ben', true);
  await world.settle(world.ana.text(numbers.ben, 'kept'));
  await world.clock.runFor(1000);
  world.south.reboot();
  assert.deepEqual(
    world.entries('carrier.unregistered').map(({ msisdn, reason }) => [msisdn, reason]),
    [[numbers.ben, 'carrier restarted']],
  );
  world.network.isolate('ben', false);
  await world.clock.runFor(120_000);
  assert.equal(world.ben.received.length, 0, 'nobody knows where ben is');
  const sent = await world.settle(world.ben.text(numbers.ana, 'hello'));
  assert.deepEqual([sent.status, sent.reason], [403, 'not-registered']);
  assert.equal((await world.settle(world.ben.register()))?.status, 200, 'the credentials are known still');
  await world.clock.runFor(1000);
  assert.deepEqual(world.ben.texts(), ['kept']);
});

test('a reboot in the middle of everything crashes nothing and loses no accepted message', async () => {
  const world = smallWorld();
  await world.online(world.ana, world.ben, world.cy);
  const sending = Array.from({ length: 12 }, (_, index) => {
    const body = `${index} ${'x'.repeat(index % 3 === 0 ? 5000 : 10)}`;
    const cpim = world.ana.cpimTo(numbers.ben, 'text/plain;charset=UTF-8', Buffer.from(body));
    return { cpim, sent: world.ana.sendCpim(numbers.ben, cpim) };
  });
  for (const carrier of [world.north, world.south, world.north]) {
    await world.clock.runFor(35);
    carrier.reboot();
  }
  await world.settle(Promise.all(sending.map(({ sent }) => sent)));
  await world.settle(Promise.all([world.ana.register(), world.ben.register()]));
  await world.settle(Promise.all(sending.map(({ cpim }) => world.ana.sendCpim(numbers.ben, cpim))));
  await world.clock.runFor(300_000);
  const ids = new Set(world.ben.received.map(({ cpim }) => cpim.messageId));
  assert.equal(ids.size, 12);
  assert.deepEqual(world.crashes, []);
});

test('accepted messages can be lost, held up and changed, for as long as a rule stands', async () => {
  const world = smallWorld();
  await world.online(world.ana, world.cy);
  const stops = [
    world.north.interfere(({ to, contentType }) =>
      to === numbers.ana && contentType === 'message/imdn+xml' ? 'drop' : 'carry',
    ),
    world.north.interfere(({ cpim }) => (Buffer.from(cpim).includes('slow') ? { delayMs: 10_000 } : 'carry')),
    world.north.interfere(({ cpim }) =>
      Buffer.from(cpim).includes('wrong')
        ? { cpim: Buffer.from(Buffer.from(cpim).toString().replace('wrong', 'WRONG')) }
        : 'carry',
    ),
  ];
  for (const body of ['slow', 'wrong', 'plain']) await world.settle(world.ana.text(numbers.cy, body));
  const { id } = await world.settle(world.ana.text(numbers.cy, 'last'));
  await world.settle(world.cy.receipt(numbers.ana, { messageId: id, dateTime: '', status: 'delivered' }));
  await world.clock.runFor(1000);
  assert.deepEqual(world.cy.texts(), ['WRONG', 'plain', 'last']);
  await world.clock.runFor(10_000);
  assert.equal(world.cy.texts().at(-1), 'slow');
  assert.equal(world.ana.received.length, 0);
  for (const stop of stops) stop();
  await world.settle(world.ana.text(numbers.cy, 'slow and wrong'));
  await world.clock.runFor(1000);
  assert.equal(world.cy.texts().at(-1), 'slow and wrong');
});

test('an expired registration is found out by the phone’s next message, and what came meanwhile arrives after it registered', async () => {
  const world = smallWorld();
  await world.online(world.ana, world.cy);
  world.north.expireRegistration(numbers.cy);
  await world.settle(world.ana.text(numbers.cy, 'meanwhile'));
  await world.clock.runFor(60_000);
  assert.equal(world.cy.received.length, 0);
  assert.equal((await world.settle(world.cy.text(numbers.ana, 'hello'))).reason, 'not-registered');
  await world.settle(world.cy.register());
  await world.clock.runFor(1000);
  assert.deepEqual(world.cy.texts(), ['meanwhile']);
});
