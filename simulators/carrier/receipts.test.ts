import assert from 'node:assert/strict';
import test from 'node:test';
import type { Imdn } from '../protocol/imdn.ts';
import { numbers, type SmallWorld, smallWorld } from './small-world.test-support.ts';

const about = (messageId: string, status: 'delivered' | 'displayed' | 'failed'): Imdn => ({
  messageId,
  dateTime: '2026-11-22T07:00:00.000Z',
  status,
});
const told = (world: SmallWorld) =>
  world.events.map(({ carrier, status, message_id }) => [carrier, status, message_id]);

test('receipts pass through to the sender, and its carrier’s platform hears of each status once', async () => {
  const world = smallWorld();
  await world.online(world.ana, world.ben);
  const { id } = await world.settle(world.ana.text(numbers.ben, 'hello'));
  for (const status of ['delivered', 'delivered', 'displayed'] as const) {
    assert.equal((await world.settle(world.ben.receipt(numbers.ana, about(id, status)))).status, 202);
    await world.clock.runFor(500);
  }
  assert.equal(world.ana.received.length, 3, 'every receipt is a message of its own');
  assert.deepEqual(told(world), [
    ['north', 'sent', id],
    ['north', 'delivered', id],
    ['north', 'displayed', id],
  ]);
  const [sent, delivered, displayed] = world.events;
  assert.ok(sent && delivered && displayed && sent.at_ms < delivered.at_ms && delivered.at_ms < displayed.at_ms);
  assert.deepEqual([delivered.from, delivered.to, delivered.content_type], [numbers.ana, numbers.ben, 'text/plain']);
  assert.deepEqual(
    world.entries('carrier.imdn').map(({ carrier, from, to, status }) => [carrier, from, to, status]),
    (['delivered', 'delivered', 'displayed'] as const).flatMap((status) => [
      ['south', numbers.ben, numbers.ana, status],
      ['north', numbers.ben, numbers.ana, status],
    ]),
  );
});

test('a receipt after displayed, or a failure after delivered, moves nothing back', async () => {
  const world = smallWorld();
  await world.online(world.ana, world.cy);
  const { id } = await world.settle(world.ana.text(numbers.cy, 'hello'));
  for (const status of ['displayed', 'delivered', 'failed'] as const) {
    await world.settle(world.cy.receipt(numbers.ana, about(id, status)));
  }
  await world.clock.runFor(500);
  assert.deepEqual(
    world.events.map(({ status }) => status),
    ['sent', 'displayed'],
  );

  const other = await world.settle(world.ana.text(numbers.cy, 'hello'));
  for (const status of ['delivered', 'failed'] as const)
    await world.settle(world.cy.receipt(numbers.ana, about(other.id, status)));
  await world.clock.runFor(500);
  assert.deepEqual(
    world.events.slice(2).map(({ status }) => status),
    ['sent', 'delivered'],
  );
});

test('a receipt from somebody who never got the message tells the platform nothing', async () => {
  const world = smallWorld();
  await world.online(world.ana, world.ben, world.cy);
  const { id } = await world.settle(world.ana.text(numbers.ben, 'hello'));
  await world.settle(world.cy.receipt(numbers.ana, about(id, 'displayed')));
  await world.settle(world.ben.receipt(numbers.ana, about('MxNeverSent0123456789012', 'displayed')));
  await world.clock.runFor(500);
  assert.deepEqual(
    world.events.map(({ status }) => status),
    ['sent'],
  );
});

test('a receipt that cannot be read is carried, and tells nothing', async () => {
  const world = smallWorld();
  await world.online(world.ana, world.ben);
  const bad = world.ben.cpimTo(numbers.ana, 'message/imdn+xml', Buffer.from('<!DOCTYPE a><imdn/>'));
  assert.equal((await world.settle(world.ben.sendCpim(numbers.ana, bad))).status, 202);
  await world.clock.runFor(500);
  assert.equal(world.ana.received.length, 1);
  assert.equal(world.entries('carrier.imdn').length, 0);
});

test('receipts wait for a sender who is away, like any message', async () => {
  const world = smallWorld();
  await world.online(world.ana, world.ben);
  const { id } = await world.settle(world.ana.text(numbers.ben, 'hello'));
  world.north.expireRegistration(numbers.ana);
  await world.settle(world.ben.receipt(numbers.ana, about(id, 'delivered')));
  await world.clock.runFor(5000);
  assert.equal(world.ana.received.length, 0);
  assert.deepEqual(
    world.events.map(({ status }) => status),
    ['sent', 'delivered'],
    'the carrier saw it all the same',
  );
  await world.settle(world.ana.register());
  await world.clock.runFor(500);
  assert.equal(world.ana.received.length, 1);
});

test('a receipt that the phone refuses is not answered by a receipt', async () => {
  const world = smallWorld();
  await world.online(world.ana, world.cy);
  const { id } = await world.settle(world.ana.text(numbers.cy, 'hello'));
  world.ana.answers.push(415);
  await world.settle(world.cy.receipt(numbers.ana, about(id, 'delivered')));
  await world.clock.runFor(60_000);
  assert.equal(world.cy.received.length, 1);
  assert.equal(world.ana.received.length, 0);
  assert.equal(world.north.waiting(), 0);
});
