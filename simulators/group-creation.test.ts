import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Carrier } from './carrier/carrier.ts';
import type { PhoneConfig } from './cast.ts';
import { type GroupWorld, groupWorld } from './group-world.test-support.ts';
import { testSeed } from './kernel/test-seed.ts';

const seed = testSeed();
const cast: readonly PhoneConfig[] = [
  { name: 'ana', os: 'android', carrier: 'north' },
  { name: 'ben', os: 'ios', carrier: 'south' },
  { name: 'cleo', os: 'android', carrier: 'south' },
];

function carrier(w: GroupWorld, name: string): Carrier {
  const it = w.world.carriers.get(name);
  if (!it) throw new Error(`no carrier ${name}`);
  return it;
}

/** Ana asks for a group with Ben and Cleo, and Ben knows of it. */
async function asked(w: GroupWorld): Promise<void> {
  w.phone('ana').createGroup([w.msisdn('ben'), w.msisdn('cleo')]);
  assert.equal(await w.clock.runUntil(() => w.phone('ben').conversations().length > 0, 10_000), true);
}

const noticed = (w: GroupWorld, name: string): string[] => w.group(name).group.notices.map(({ what }) => what);
const inClear = (w: GroupWorld): number => w.entries('handset.sent').filter(({ data }) => !data.encrypted).length;

test('who was not asked in by MLS asks the focus before it writes in clear, and comes in from outside', async () => {
  const w = await groupWorld(seed, cast);
  const stop = carrier(w, 'south').interfere(({ contentType, to }) =>
    contentType === 'message/mls-rcs-client' && to === w.msisdn('ben') ? 'drop' : 'carry',
  );
  await asked(w);
  w.phone('ben').send(w.group('ben').id, 'nothing in clear');
  assert.equal(await w.settle(), true);
  stop();
  assert.equal(inClear(w), 0);
  assert.deepEqual(w.shown('ana'), ['in nothing in clear']);
  assert.equal(w.group('ben').encryption?.health, 'Healthy');
  assert.deepEqual(noticed(w, 'ben'), ['created']);
  w.world.end();
});

test('a group whose encryption takes too long stays without, on every phone', async () => {
  const w = await groupWorld(seed, cast);
  carrier(w, 'north').focusFaults.failTransiently(true);
  await asked(w);
  await w.clock.runFor(15_000);
  w.phone('ben').send(w.group('ben').id, 'from ben');
  assert.equal(w.group('ana').transport, 'rcs-encrypted', 'its own commit waits for an answer');
  w.phone('ana').send(w.group('ana').id, 'written as a secret');
  await w.clock.runFor(60_000);
  carrier(w, 'north').focusFaults.failTransiently(false);
  assert.equal(await w.settle(), true);
  for (const name of ['ana', 'ben', 'cleo']) {
    assert.equal(w.group(name).transport, 'rcs', name);
    assert.equal(w.group(name).encryption, undefined, name);
    assert.deepEqual(noticed(w, name), ['created'], name);
  }
  assert.deepEqual(w.shown('ana'), ['out written as a secret failed', 'in from ben']);
  w.phone('ana').send(w.group('ana').id, 'from ana');
  assert.equal(await w.settle(), true);
  assert.deepEqual(w.shown('cleo'), ['in from ben', 'in from ana']);
  assert.equal(inClear(w), 2);
  w.world.end();
});

test('a group that becomes encrypted after somebody could write in clear says so there', async () => {
  const w = await groupWorld(seed, cast);
  const stop = w.world.network.lose(({ to }) => to === 'ana');
  await asked(w);
  w.phone('ben').send(w.group('ben').id, 'in clear');
  assert.equal(await w.clock.runUntil(() => inClear(w) === 1, 60_000), true);
  stop();
  assert.equal(await w.settle(), true);
  for (const name of ['ana', 'ben', 'cleo']) assert.equal(w.group(name).transport, 'rcs-encrypted', name);
  assert.deepEqual(noticed(w, 'ben'), ['created', 'encryption-on']);
  assert.equal(w.group('ben').group.notices.at(-1)?.afterMessages, 1);
  assert.deepEqual(noticed(w, 'cleo'), ['created'], 'it never knew the group as one without');
  w.world.end();
});

test('a commit that is refused again and again is given up', async () => {
  const w = await groupWorld(seed, cast);
  await asked(w);
  await w.settle();
  const before = w.entries('mls.commit').length;
  const rotated = w.phone('ana').rotateKeys(w.group('ana').peer.msisdn);
  const refused = (): number =>
    w
      .entries('mls.commit')
      .slice(before)
      .filter(({ data }) => data.state === 'discarded').length;
  let ended: boolean | undefined;
  void rotated.then((agreed) => {
    ended = agreed;
  });
  for (let second = 0; second < 600 && ended === undefined; second++) {
    carrier(w, 'north').focusFaults.refuseNextAsStale(undefined);
    await w.clock.runFor(1000);
  }
  assert.deepEqual([ended, refused()], [false, 20]);
  carrier(w, 'north').focusFaults.refuseNextAsStale(undefined)();
  const later = w.phone('ana').rotateKeys(w.group('ana').peer.msisdn);
  assert.equal(await w.settle(), true);
  assert.equal(await later, true, 'the next one starts afresh');
  w.world.end();
});

test('whose clock is set while a group is made has not taken longer over it', async () => {
  const w = await groupWorld(seed, cast);
  w.phone('ana').createGroup([w.msisdn('ben'), w.msisdn('cleo')]);
  w.phone('ana').clockSkewMs = 10 * 60_000;
  assert.equal(await w.settle(), true);
  for (const name of ['ana', 'ben', 'cleo']) assert.equal(w.group(name).transport, 'rcs-encrypted', name);
  w.world.end();
});
