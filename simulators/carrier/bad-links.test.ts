import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { groupUri } from '../protocol/conference-uri.ts';
import { groupDataContentType } from '../protocol/group-data.ts';
import { numbers, seed, smallWorld } from './small-world.test-support.ts';

const rate = fc.integer({ min: 0, max: 30 }).map((percent) => percent / 100);
const links = fc.record({
  loss: rate,
  duplication: rate,
  reordering: rate,
  jitterMs: fc.integer({ min: 0, max: 400 }),
  latencyMs: fc.integer({ min: 1, max: 200 }),
});

/** Sends until the carrier says something, as docs/wire.md demands of a client. */
async function persist(send: () => Promise<{ readonly status: number | undefined }>): Promise<void> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const { status } = await send();
    if (status !== undefined && status < 300) return;
    if (status !== undefined && status !== 408 && status !== 481) throw new Error(`answered ${status}`);
  }
  throw new Error('never accepted');
}

test(`over links that lose, double and reorder, every message arrives exactly once and in order (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(links, fc.noShrink(fc.nat()), async (conditions, worldSeed) => {
      const world = smallWorld({ seed: worldSeed });
      await world.online(world.ana, world.ben, world.cy);
      for (const [from, to] of [
        ['ana', 'north'],
        ['north', 'south'],
        ['south', 'ben'],
        ['north', 'cy'],
      ] as const) {
        world.network.change(from, to, conditions);
        world.network.change(to, from, conditions);
      }
      const bodies = ['one', `two ${'x'.repeat(4000)}`, 'three', 'four'];
      const sendAll = async (to: string): Promise<void> => {
        for (const body of bodies) {
          const cpim = world.ana.cpimTo(to, 'text/plain;charset=UTF-8', Buffer.from(body));
          await persist(() => world.ana.sendCpim(to, cpim));
        }
      };
      await world.settle(Promise.all([sendAll(numbers.ben), sendAll(numbers.cy)]), 3_600_000);
      await world.clock.runUntil(() => world.north.waiting() + world.south.waiting() === 0, 3_600_000);
      await world.clock.runFor(60_000);
      for (const phone of [world.ben, world.cy]) {
        // A repetition with a Call-ID of its own would be for the client to notice; by Call-ID and id there is one of each.
        const first = new Set<string>();
        const once = phone.received.filter(
          ({ cpim }) => !first.has(cpim.messageId ?? '') && first.add(cpim.messageId ?? ''),
        );
        assert.deepEqual(
          once.map(({ cpim }) => Buffer.from(cpim.body).toString()),
          bodies,
        );
        const pagers = phone.received.filter(({ mode }) => mode === 'pager');
        assert.equal(
          new Set(pagers.map(({ callId }) => callId)).size,
          new Set(pagers.map(({ cpim }) => cpim.messageId)).size,
        );
      }
      assert.equal(world.entries('carrier.accepted').length, 2 * bodies.length);
      assert.equal(
        new Set(world.entries('carrier.delivered').map(({ message_id, to }) => `${message_id} ${to}`)).size,
        2 * bodies.length,
      );
      assert.deepEqual(world.crashes, []);
    }),
    { seed, numRuns: 8 },
  );
});

test('the transaction layer hands a message up once although every frame is doubled and a third of them is lost', async () => {
  const world = smallWorld();
  await world.online(world.ana, world.ben);
  for (const [from, to] of [
    ['south', 'ben'],
    ['ben', 'south'],
  ] as const) {
    world.network.change(from, to, { duplication: 1, loss: 0.33, reordering: 0.5 });
  }
  for (let index = 0; index < 20; index++) await world.settle(world.ana.text(numbers.ben, `message ${index}`));
  await world.clock.runUntil(() => world.south.waiting() === 0, 600_000);
  await world.clock.runFor(60_000);
  assert.deepEqual(
    world.ben.texts(),
    Array.from({ length: 20 }, (_, index) => `message ${index}`),
  );
});

test('two runs of one seed write the same journal, byte for byte, and another seed another one', async () => {
  const run = async (worldSeed: number): Promise<string> => {
    const world = smallWorld({ seed: worldSeed });
    await world.online(world.ana, world.ben);
    for (const [from, to] of [
      ['ana', 'north'],
      ['north', 'south'],
      ['south', 'ben'],
    ] as const) {
      world.network.change(from, to, { loss: 0.1, duplication: 0.1, reordering: 0.1, jitterMs: 50 });
    }
    for (const body of ['one', 'x'.repeat(3000), 'three'])
      await world.settle(world.ana.text(numbers.ben, body), 600_000);
    await world.settle(world.ana.options(numbers.ben));
    await world.clock.runFor(120_000);
    return world.lines.join('\n');
  };
  const once = await run(1);
  assert.equal(await run(1), once);
  assert.notEqual(await run(2), once);
});

test(`a group over such links: everybody gets the group first, then each sender's messages once and in order (seed ${seed})`, async () => {
  const groupId = '6f1d2c3b-4a59-4687-9f0e-1d2c3b4a5968';
  const uri = groupUri(groupId, 'north');
  await fc.assert(
    fc.asyncProperty(links, fc.noShrink(fc.nat()), async (conditions, worldSeed) => {
      const world = smallWorld({ seed: worldSeed });
      const tablet = world.extra('tablet', 'south', numbers.ben, '353333333333333');
      await world.online(world.ana, world.ben, world.cy, tablet);
      await world.settle(world.ana.convene(groupId, [numbers.ben, numbers.cy]));
      await world.clock.runUntil(() => world.south.group(groupId) !== undefined, 60_000);
      for (const [from, to] of [
        ['north', 'south'],
        ['ana', 'north'],
        ['ben', 'south'],
        ['tablet', 'south'],
        ['cy', 'north'],
      ] as const) {
        world.network.change(from, to, conditions);
        world.network.change(to, from, conditions);
      }
      const senders = [world.ana, world.ben, world.cy];
      const bodiesOf = (name: string): string[] =>
        ['one', `two ${'x'.repeat(3000)}`, 'three'].map((body) => `${name} ${body}`);
      const sendAll = async (phone: (typeof senders)[number]): Promise<void> => {
        for (const body of bodiesOf(phone.name)) {
          const cpim = phone.cpimTo(uri, 'text/plain;charset=UTF-8', Buffer.from(body));
          await persist(() => phone.sendCpim(uri, cpim));
        }
      };
      await world.settle(Promise.all(senders.map(sendAll)), 3_600_000);
      await world.clock.runUntil(() => world.north.waiting() + world.south.waiting() === 0, 3_600_000);
      await world.clock.runFor(60_000);
      for (const phone of [...senders, tablet]) {
        const [first, ...rest] = [...new Map(phone.received.map(({ cpim }) => [cpim.messageId, cpim])).values()];
        assert.equal(first?.contentType, groupDataContentType);
        for (const sender of senders) {
          const heard = rest
            .map(({ body }) => Buffer.from(body).toString())
            .filter((body) => body.startsWith(`${sender.name} `));
          assert.deepEqual(heard, sender === phone ? [] : bodiesOf(sender.name), `${phone.name} of ${sender.name}`);
        }
      }
      assert.deepEqual(world.crashes, []);
    }),
    { seed, numRuns: 8 },
  );
});
