import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PhoneConfig } from './cast.ts';
import { type GroupWorld, groupWorld } from './group-world.test-support.ts';
import { testSeed } from './kernel/test-seed.ts';

const seed = testSeed();
const cast: readonly PhoneConfig[] = [
  { name: 'ana', os: 'android', carrier: 'north' },
  { name: 'tab', os: 'android', pairedWith: 'ana' },
  { name: 'ben', os: 'ios', carrier: 'south' },
  { name: 'cleo', os: 'ios', carrier: 'south' },
];

/** What a phone shows of its conversation with a number. */
const shown = (w: GroupWorld, name: string, peer: string): string[] =>
  w
    .phone(name)
    .open(w.msisdn(peer))
    .messages.map(({ direction, body, status }) => `${direction} ${direction === 'out' ? `${body} ${status}` : body}`);

const say = (w: GroupWorld, name: string, peer: string, body: string): void =>
  w.phone(name).send(w.phone(name).open(w.msisdn(peer)).id, body);

const leaves = (w: GroupWorld, name: string, peer: string) => w.phone(name).open(w.msisdn(peer)).encryption?.devices;

test('both devices of a subscriber come in by one commit, and each shows everything', async () => {
  const w = await groupWorld(seed, cast);
  say(w, 'ana', 'ben', 'from the phone');
  assert.equal(await w.settle(), true);
  assert.deepEqual(leaves(w, 'ben', 'ana'), [
    { msisdn: w.msisdn('ana'), count: 2 },
    { msisdn: w.msisdn('ben'), count: 1 },
  ]);
  assert.equal(w.entries('mls.commit').filter(({ data }) => data.state === 'accepted').length, 1);
  say(w, 'ben', 'ana', 'to both');
  say(w, 'tab', 'ben', 'from the tablet');
  assert.equal(await w.settle(), true);
  assert.deepEqual(shown(w, 'ana', 'ben').sort(), [
    'in to both',
    'out from the phone delivered',
    'out from the tablet delivered',
  ]);
  assert.deepEqual(shown(w, 'tab', 'ben').sort(), [
    'in to both',
    'out from the phone delivered',
    'out from the tablet delivered',
  ]);
  assert.deepEqual(shown(w, 'ben', 'ana').sort(), ['in from the phone', 'in from the tablet', 'out to both delivered']);
  w.world.end();
});

test('a commit that brings one device of two is refused, and the next one brings both', async () => {
  const w = await groupWorld(seed, [...cast, { name: 'dora', os: 'ios', carrier: 'north' }]);
  const north = w.world.carriers.get('north');
  const { imei } = w.phone('tab');
  north?.withholdKeyPackages(w.msisdn('ana'), true, imei);
  w.phone('dora').createGroup([w.msisdn('ana'), w.msisdn('ben')]);
  const claimed = () => w.entries('carrier.claimed').some(({ data }) => data.msisdn === w.msisdn('ana'));
  assert.equal(await w.clock.runUntil(claimed, 60_000), true);
  north?.withholdKeyPackages(w.msisdn('ana'), false, imei);
  assert.equal(await w.settle(), true);
  assert.deepEqual(
    w.entries('carrier.commit').map(({ data }) => data.reason),
    ['mismatched-rcs-group-state', null],
  );
  const count = (name: string) => w.group(name).encryption?.devices?.map((each) => each.count);
  assert.deepEqual(
    [count('dora')?.toSorted(), count('tab')?.toSorted()],
    [
      [1, 1, 2],
      [1, 1, 2],
    ],
  );
  w.world.end();
});

test('a device that nobody can add does not keep its subscriber out, and comes from outside later', async () => {
  const w = await groupWorld(seed, [...cast, { name: 'dora', os: 'ios', carrier: 'north' }]);
  const north = w.world.carriers.get('north');
  const { imei } = w.phone('tab');
  north?.withholdKeyPackages(w.msisdn('ana'), true, imei);
  w.phone('dora').createGroup([w.msisdn('ana'), w.msisdn('ben')]);
  assert.equal(await w.settle(), true);
  north?.withholdKeyPackages(w.msisdn('ana'), false, imei);
  w.phone('ben').send(w.group('ben').id, 'to all devices');
  assert.equal(await w.settle(), true);
  assert.deepEqual([w.shown('ana'), w.shown('tab')], [['in to all devices'], ['in to all devices']]);
  assert.equal(
    w.group('tab').encryption?.devices?.reduce((sum, { count }) => sum + count, 0),
    4,
  );
  w.world.end();
});

test('whoever writes to a subscriber asks all devices in', async () => {
  const w = await groupWorld(seed, cast);
  say(w, 'ben', 'ana', 'hello');
  assert.equal(await w.settle(), true);
  assert.deepEqual(shown(w, 'tab', 'ben'), ['in hello']);
  assert.deepEqual(shown(w, 'ana', 'ben'), ['in hello']);
  const unread = (name: string) => w.phone(name).conversations()[0]?.unread;
  w.phone('ana').read(w.phone('ana').conversations()[0]?.id ?? '');
  assert.deepEqual([unread('ana'), unread('tab')], [0, 1], 'what was read is each device its own');
  w.world.end();
});

test('a device that lost its state comes back from outside, and the other is not disturbed', async () => {
  const w = await groupWorld(seed, cast);
  say(w, 'ana', 'ben', 'one');
  await w.settle();
  w.phone('tab').reinstall();
  await w.settle();
  say(w, 'ben', 'ana', 'two');
  assert.equal(await w.settle(), true);
  assert.deepEqual(shown(w, 'tab', 'ben'), ['in two']);
  assert.deepEqual(shown(w, 'ana', 'ben'), ['out one delivered', 'in two']);
  assert.deepEqual(
    leaves(w, 'ben', 'ana')?.map(({ count }) => count),
    [2, 1],
  );
  w.world.end();
});

test('what one device sends again is the same message on the other, and receipts for it are, too', async () => {
  const w = await groupWorld(seed, cast);
  const stop = w.world.carriers.get('south')?.spoilWelcomes('lost', w.msisdn('ben'));
  say(w, 'tab', 'ben', 'one');
  await w.settle();
  stop?.();
  assert.equal(await w.settle(), true);
  assert.equal(w.entries('mls.resent').length, 1);
  assert.deepEqual(shown(w, 'ben', 'ana'), ['in one']);
  assert.deepEqual(shown(w, 'tab', 'ben'), ['out one delivered']);
  assert.deepEqual(shown(w, 'ana', 'ben'), ['out one delivered']);
  const captured = w.entries('archive.stored').filter(({ data }) => data.custodian === w.msisdn('ana'));
  assert.equal(captured.length, 1);
  w.world.end();
});

test('a message to a group is delivered on every device of its sender once all recipients have it', async () => {
  const w = await groupWorld(seed, cast);
  w.phone('ana').createGroup([w.msisdn('ben'), w.msisdn('cleo')]);
  assert.equal(await w.settle(), true);
  w.phone('cleo').setAirplaneMode(true);
  w.phone('ana').send(w.group('ana').id, 'by phone');
  w.phone('tab').send(w.group('tab').id, 'by tablet');
  await w.settle(30_000);
  assert.equal(w.entries('handset.received').filter(({ data }) => data.phone === 'ben').length, 2);
  const both = (status: string) => [`out by phone ${status}`, `out by tablet ${status}`];
  assert.deepEqual([w.shown('ana').sort(), w.shown('tab').sort()], [both('sent'), both('sent')]);
  w.phone('cleo').setAirplaneMode(false);
  assert.equal(await w.settle(), true);
  assert.deepEqual([w.shown('ana').sort(), w.shown('tab').sort()], [both('delivered'), both('delivered')]);
  w.world.end();
});

test('in a group every device of everybody is a leaf, and a removed participant goes with all', async () => {
  const w = await groupWorld(seed, cast);
  w.phone('tab').createGroup([w.msisdn('ben'), w.msisdn('cleo')]);
  assert.equal(await w.settle(), true);
  const count = (name: string) => w.group(name).encryption?.devices?.reduce((sum, each) => sum + each.count, 0);
  assert.deepEqual([count('ana'), count('tab'), count('ben'), count('cleo')], [4, 4, 4, 4]);
  w.phone('ana').send(w.group('ana').id, 'by phone');
  await w.settle();
  assert.deepEqual(w.shown('tab'), ['out by phone delivered']);
  w.phone('ben').removeMember(w.group('ben').id, w.msisdn('ana'));
  assert.equal(await w.settle(), true);
  assert.deepEqual([count('ben'), count('cleo'), count('ana'), count('tab')], [2, 2, undefined, undefined]);
  w.world.end();
});

test('a lost device is revoked: its leaf goes from every group, and it reads nothing more', async () => {
  const w = await groupWorld(seed, cast);
  say(w, 'ana', 'ben', 'before');
  w.phone('ana').createGroup([w.msisdn('ben'), w.msisdn('cleo')]);
  assert.equal(await w.settle(), true);
  w.phone('ana').revokeDevice(w.phone('tab').imei);
  await w.settle(60_000);
  say(w, 'ben', 'ana', 'after');
  w.phone('cleo').send(w.group('cleo').id, 'to the group');
  await w.settle(60_000);
  const count = (name: string) => w.group(name).encryption?.devices?.reduce((sum, each) => sum + each.count, 0);
  assert.deepEqual([count('ana'), count('ben'), count('cleo')], [3, 3, 3]);
  assert.deepEqual(
    leaves(w, 'ben', 'ana')?.map((each) => each.count),
    [1, 1],
  );
  assert.deepEqual(shown(w, 'ana', 'ben'), ['out before delivered', 'in after']);
  assert.deepEqual(shown(w, 'tab', 'ben'), ['out before delivered']);
  assert.deepEqual(w.shown('ana'), ['in to the group']);
  w.world.end();
});

test('somebody with two devices adds somebody else to a group that both are in', async () => {
  const w = await groupWorld(seed, [...cast, { name: 'dora', os: 'ios', carrier: 'north' }]);
  w.phone('ana').createGroup([w.msisdn('ben'), w.msisdn('cleo')], 'Harbour walk');
  assert.equal(await w.settle(), true);
  w.phone('ana').addMembers(w.group('ana').id, [w.msisdn('dora')]);
  assert.equal(await w.settle(), true);
  w.phone('dora').send(w.group('dora').id, 'thank you');
  assert.equal(await w.settle(), true);
  assert.deepEqual(w.shown('tab'), ['in thank you']);
  assert.deepEqual(
    w
      .group('ben')
      .encryption?.devices?.map(({ count }) => count)
      .toSorted(),
    [1, 1, 1, 2],
  );
  w.world.end();
});

test('who leaves a group with two devices leaves it on both, and does not keep the others from writing in it', async () => {
  const w = await groupWorld(seed, cast);
  w.phone('ana').createGroup([w.msisdn('ben'), w.msisdn('cleo')], 'Harbour walk');
  assert.equal(await w.settle(), true);
  const group = w.group('ana').id;
  w.phone('ana').leaveGroup(group);
  assert.equal(await w.settle(), true);
  assert.equal(w.phone('tab').conversation(group)?.encryption, undefined);
  w.phone('ben').send(w.group('ben').id, 'the two of us');
  assert.equal(await w.settle(), true);
  assert.deepEqual(w.shown('cleo'), ['in the two of us']);
  w.world.end();
});

test('a device that is revoked while the commit that adds it is on its way gets no leaf', async () => {
  const w = await groupWorld(seed, cast);
  const { imei } = w.phone('tab');
  w.phone('ben').createGroup([w.msisdn('ana'), w.msisdn('cleo')]);
  const claimed = () => w.entries('carrier.claimed').some(({ data }) => data.device === imei);
  assert.equal(await w.clock.runUntil(claimed, 60_000), true);
  w.phone('ana').revokeDevice(imei);
  assert.equal(await w.settle(), true);
  assert.deepEqual(
    w.group('ben').encryption?.devices?.map(({ count }) => count),
    [1, 1, 1],
  );
  assert.equal(w.group('ana').encryption?.epochAuthenticator, w.group('ben').encryption?.epochAuthenticator);
  w.world.end();
});
