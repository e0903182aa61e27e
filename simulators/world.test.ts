import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { testSeed } from './kernel/test-seed.ts';
import { smallWorld } from './small-world.test-support.ts';

const seed = testSeed();

async function conversation(worldSeed: number): Promise<string[]> {
  const { ana, ben, settle, lines, world } = await smallWorld(worldSeed);
  ana.user.send(ben.msisdn, 'Are you there?');
  await settle();
  ben.user.look(ana.msisdn);
  ben.user.send(ana.msisdn, `I am. ${'And I have a lot to say. '.repeat(80)}`);
  await settle();
  ana.user.look(ben.msisdn);
  await settle();
  world.end();
  return lines;
}

test('the same seed gives the same journal, byte for byte, and another seed another', async () => {
  const [one, same, other] = [await conversation(7), await conversation(7), await conversation(8)];
  assert.deepEqual(one, same);
  assert.notDeepEqual(one, other);
});

test('both see the whole conversation, encrypted, with its statuses', async () => {
  const { ana, ben, settle } = await smallWorld(seed);
  ana.user.send(ben.msisdn, 'Are you there?');
  await settle();
  assert.equal(ana.user.look(ben.msisdn).bubbles[0]?.status, 'delivered');
  ben.user.look(ana.msisdn);
  ben.user.send(ana.msisdn, 'I am.');
  await settle();
  const [left, right] = [ana.user.look(ben.msisdn), ben.user.look(ana.msisdn)];
  assert.equal(left.encrypted && right.encrypted, true);
  assert.deepEqual(
    left.bubbles.map(({ direction, body, status }) => `${direction} ${body} ${status}`),
    ['out Are you there? displayed', 'in I am. null'],
  );
  assert.deepEqual(
    right.bubbles.map(({ direction, body, status }) => `${direction} ${body} ${status}`),
    ['in Are you there? null', 'out I am. displayed'],
  );
});

test('a message that fits goes by pager, another by session', async () => {
  const { ana, ben, settle, entries } = await smallWorld(seed);
  ana.user.switch('e2ee', false);
  await settle();
  ana.user.send(ben.msisdn, 'short');
  ana.user.send(ben.msisdn, 'long '.repeat(400));
  await settle();
  assert.deepEqual(
    entries('handset.sent').map(({ data }) => data.mode),
    ['pager', 'session'],
  );
  assert.equal(ben.user.look(ana.msisdn).bubbles.length, 2);
});

test('after a reinstallation every public key is another, and the phones can talk again', async () => {
  const { ana, ben, settle, entries, world, clock } = await smallWorld(seed);
  ana.user.send(ben.msisdn, 'before');
  await settle();
  ben.handset.reinstall();
  assert.equal(await clock.runUntil(() => world.ready(), 60_000), true);
  ben.user.send(ana.msisdn, 'after');
  await settle();
  assert.equal(ana.user.look(ben.msisdn).bubbles.at(-1)?.body, 'after');
  const identities = entries('mls.identity')
    .filter(({ data }) => data.phone === 'ben')
    .map(({ data }) => data.signature_key);
  assert.equal(identities.length, 2);
  assert.notEqual(identities[0], identities[1]);
  const keys = entries('mls.keypackages')
    .filter(({ data }) => data.phone === 'ben')
    .map(({ data }) => data.init_keys);
  assert.equal(keys.length, 2);
  assert.deepEqual(
    keys[0]?.filter((key) => keys[1]?.includes(key)),
    [],
  );
});

test('what a reinstalled phone cannot read is sent again in a group that it is in, and is one message', async () => {
  const { ana, ben, settle, entries } = await smallWorld(seed);
  ana.user.send(ben.msisdn, 'before');
  await settle();
  ben.handset.reinstall();
  await settle();
  ana.user.send(ben.msisdn, 'to the old keys');
  assert.equal(await settle(), true);
  assert.equal(ana.user.look(ben.msisdn).bubbles.at(-1)?.status, 'delivered');
  assert.deepEqual(
    ben.user.look(ana.msisdn).bubbles.map(({ body }) => body),
    ['to the old keys'],
  );
  assert.equal(entries('mls.resent').length, 1);
  assert.equal(new Set(entries('mls.epoch').map(({ data }) => data.group_id)).size, 1, 'recovery keeps the group');
  assert.equal(entries('mls.forgotten').length, 0);
  ben.user.send(ana.msisdn, 'understood');
  assert.equal(await settle(), true);
  assert.deepEqual(
    ana.user.look(ben.msisdn).bubbles.map(({ status }) => status),
    ['delivered', 'displayed', null],
  );
  assert.equal(
    entries('handset.sent').every(({ data }) => data.encrypted),
    true,
  );
});

test('commits that overtake the Welcome of their group are applied once it has come', async () => {
  const { ana, ben, settle, clock, world, entries } = await smallWorld(seed);
  let first = true;
  world.carriers.get('south')?.interfere(({ contentType }) => {
    const holdUp = first && contentType === 'message/mls-rcs-client';
    if (holdUp) first = false;
    return holdUp ? { delayMs: 2000 } : 'carry';
  });
  ana.user.send(ben.msisdn, 'one');
  await clock.runFor(500);
  void ana.handset.rotateKeys(ben.msisdn);
  ana.user.send(ben.msisdn, 'two');
  assert.equal(await settle(), true);
  assert.deepEqual(
    ben.user.look(ana.msisdn).bubbles.map(({ body }) => body),
    ['one', 'two'],
  );
  const standing = entries('mls.epoch').filter(({ data }) => data.epoch === '2');
  assert.equal(new Set(standing.map(({ data }) => data.phone)).size, 2);
});

test('a carrier that stops encrypting is shown on both phones, and nothing falls back to clear', async () => {
  const { ana, ben, settle, world, entries } = await smallWorld(seed);
  const north = world.carriers.get('north');
  const registersAnew = async (): Promise<void> => {
    ana.user.switch('airplane', true);
    ana.user.switch('airplane', false);
    assert.equal(await settle(), true);
  };
  ana.user.send(ben.msisdn, 'while it is encrypted');
  await settle();
  north?.setE2ee(false);
  await registersAnew();
  assert.deepEqual([ana.user.look(ben.msisdn).encrypted, ben.user.look(ana.msisdn).encrypted], [false, false]);
  ana.user.send(ben.msisdn, 'not in clear');
  ben.user.send(ana.msisdn, 'nor this');
  await settle();
  for (const [me, other] of [
    [ana, ben],
    [ben, ana],
  ] as const)
    assert.deepEqual(
      me.user
        .look(other.msisdn)
        .bubbles.map(({ status }) => status)
        .slice(1),
      ['failed'],
    );
  north?.setE2ee(true);
  await registersAnew();
  assert.deepEqual([ana.user.look(ben.msisdn).encrypted, ben.user.look(ana.msisdn).encrypted], [true, true]);
  ben.user.send(ana.msisdn, 'encrypted again');
  await settle();
  assert.deepEqual(
    entries('handset.received').map(({ data }) => data.encrypted),
    [true, true],
  );
});

test('a conversation that is opened before the phone is connected shows how it travels once it is', async () => {
  const { ana, ben, settle, world, clock } = await smallWorld(seed);
  ana.handset.reinstall();
  ana.user.openConversation(ben.msisdn);
  assert.equal(ana.handset.conversations()[0]?.transport, 'sms');
  assert.equal(await clock.runUntil(() => world.ready(), 60_000), true);
  await settle();
  assert.equal(ana.handset.conversations()[0]?.transport, 'rcs-encrypted');
});

test('what was sent to a phone in airplane mode arrives in order when it is back', async () => {
  const { ana, ben, settle, clock } = await smallWorld(seed);
  ana.user.send(ben.msisdn, 'hello');
  await settle();
  ben.user.switch('airplane', true);
  for (const n of [1, 2, 3, 4, 5]) {
    ana.user.send(ben.msisdn, `missed ${n}`);
    await clock.runFor(10_000);
  }
  ben.user.send(ana.msisdn, 'written in the tunnel');
  await clock.runFor(120_000);
  assert.equal(ben.user.look(ana.msisdn).bubbles.length, 2);
  ben.user.switch('airplane', false);
  assert.equal(await settle(), true);
  const bodies = ben.user
    .look(ana.msisdn)
    .bubbles.filter(({ direction }) => direction === 'in')
    .map(({ body }) => body);
  assert.deepEqual(bodies, ['hello', 'missed 1', 'missed 2', 'missed 3', 'missed 4', 'missed 5']);
  assert.equal(
    ana.user.look(ben.msisdn).bubbles.some(({ body }) => body === 'written in the tunnel'),
    true,
  );
});

test('two who write first at the same time end in one conversation that both can read', async () => {
  const { ana, ben, settle } = await smallWorld(seed);
  ana.user.send(ben.msisdn, 'me first');
  ben.user.send(ana.msisdn, 'no, me');
  await settle();
  ana.user.send(ben.msisdn, 'all right, you');
  ben.user.send(ana.msisdn, 'thank you');
  await settle();
  for (const [one, other] of [
    [ana, ben],
    [ben, ana],
  ] as const) {
    const bodies = one.user
      .look(other.msisdn)
      .bubbles.map(({ body }) => body)
      .sort();
    assert.deepEqual(bodies, ['all right, you', 'me first', 'no, me', 'thank you']);
  }
});

test('keys rotate in the middle of a conversation, which goes on', async () => {
  const { ana, ben, settle, entries } = await smallWorld(seed);
  ana.user.send(ben.msisdn, 'one');
  await settle();
  assert.equal(await Promise.race([ben.handset.rotateKeys(ana.msisdn), settle().then(() => 'late')]), true);
  ana.user.send(ben.msisdn, 'two');
  ben.user.send(ana.msisdn, 'three');
  await settle();
  assert.equal(ana.user.look(ben.msisdn).bubbles.at(-1)?.body, 'three');
  assert.equal(ben.user.look(ana.msisdn).bubbles.length, 3);
  const epochs = entries('mls.epoch').filter(({ data }) => data.epoch === '2');
  assert.equal(new Set(epochs.map(({ data }) => data.epoch_authenticator)).size, 1);
  assert.equal(epochs.length, 2);
});

test('an encrypted conversation is never continued in clear: with encryption switched off a message fails', async () => {
  const { ana, ben, settle, entries } = await smallWorld(seed);
  ana.user.send(ben.msisdn, 'secret');
  await settle();
  ana.user.switch('e2ee', false);
  ana.user.send(ben.msisdn, 'still secret');
  await settle();
  assert.equal(ana.user.look(ben.msisdn).bubbles.at(-1)?.status, 'failed');
  assert.deepEqual(
    entries('handset.sent').map(({ data }) => data.encrypted),
    [true],
  );
});

test('a phone with RCS switched off is not delivered to, and its messages fail; switched on it gets what it missed', async () => {
  const { ana, ben, settle, world } = await smallWorld(seed);
  ben.user.switch('rcs', false);
  await settle();
  assert.equal(world.carriers.get('south')?.registered(ben.msisdn), false);
  ana.user.send(ben.msisdn, 'are you off?');
  ben.user.send(ana.msisdn, 'by SMS, I hope');
  await settle(60_000);
  assert.deepEqual(
    ben.user.look(ana.msisdn).bubbles.map(({ body, status }) => `${body} ${status}`),
    ['by SMS, I hope failed'],
  );
  ben.user.switch('rcs', true);
  await settle();
  assert.equal(ben.user.look(ana.msisdn).bubbles.at(-1)?.body, 'are you off?');
});

test('with encryption off from the start a message goes in clear, and says so', async () => {
  const { ana, ben, settle } = await smallWorld(seed);
  ana.user.switch('e2ee', false);
  await settle();
  ana.user.send(ben.msisdn, 'postcard');
  await settle();
  const seen = ben.user.look(ana.msisdn);
  assert.deepEqual([seen.bubbles.at(-1)?.body, ana.user.look(ben.msisdn).encrypted], ['postcard', false]);
});

test(`over links that lose, double and reorder, every message arrives once and in order (seed ${seed})`, async () => {
  const bad = fc.record({
    loss: fc.double({ min: 0, max: 0.3, noNaN: true }),
    duplication: fc.double({ min: 0, max: 0.3, noNaN: true }),
    reordering: fc.double({ min: 0, max: 0.3, noNaN: true }),
    jitterMs: fc.nat(200),
  });
  await fc.assert(
    fc.asyncProperty(fc.nat(), bad, async (worldSeed, links) => {
      const { ana, ben, settle } = await smallWorld(worldSeed, links);
      const sent = ['one', 'two', 'three', 'four'];
      for (const body of sent) ana.user.send(ben.msisdn, body);
      assert.equal(await settle(3_600_000), true, 'nothing came to rest');
      assert.deepEqual(
        ben.user.look(ana.msisdn).bubbles.map(({ body }) => body),
        sent,
      );
      ben.user.send(ana.msisdn, 'five');
      assert.equal(await settle(3_600_000), true, 'nothing came to rest');
      assert.equal(ana.user.look(ben.msisdn).bubbles.at(-1)?.body, 'five');
    }),
    { seed, numRuns: 15 },
  );
});
