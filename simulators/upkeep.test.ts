import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupWorld } from './group-world.test-support.ts';
import { testSeed } from './kernel/test-seed.ts';

const seed = testSeed();
const dayMs = 86_400_000;
const two = [
  { name: 'ana', os: 'android', carrier: 'north' },
  { name: 'ben', os: 'ios', carrier: 'south' },
] as const;

test('every leaf gets another key within 30 days, and the group stays one', async () => {
  const w = await groupWorld(seed, two, { adversary: false });
  w.phone('ana').send(w.phone('ana').open(w.msisdn('ben')).id, 'hello');
  await w.settle();
  const made = () =>
    w
      .entries('mls.epoch')
      .filter(({ data }) => data.by === 'own-commit')
      .map(({ data }) => data.phone);
  await w.clock.runFor(28 * dayMs);
  assert.deepEqual(made(), []);
  await w.clock.runFor(2 * dayMs);
  await w.settle();
  assert.deepEqual(made().sort(), ['ana', 'ben']);
  const [one, other] = ['ana', 'ben'].map((name) => w.phone(name).conversations()[0]?.encryption);
  assert.equal(one?.epochAuthenticator, other?.epochAuthenticator);
  w.world.end();
});

test('a pool that others have taken from is filled again', async () => {
  const many = [...'abcdefgh'].map((name) => ({ name, os: 'android', carrier: 'north' }) as const);
  const w = await groupWorld(seed, many, { adversary: false });
  for (const name of [...'bcdefgh']) w.phone(name).send(w.phone(name).open(w.msisdn('a')).id, `from ${name}`);
  await w.settle();
  const left = () =>
    w
      .entries('carrier.claimed')
      .filter(({ data }) => data.msisdn === w.msisdn('a'))
      .at(-1)?.data.left;
  assert.equal(left(), 3);
  await w.clock.runFor(2 * 3_600_000);
  w.phone('h').createGroup([w.msisdn('a'), w.msisdn('b')]);
  await w.settle();
  assert.ok((left() ?? 0) > 5, `${left()} left`);
  w.world.end();
});

test('a lost commit is noticed within a day and a half although nobody writes, and nobody is asked more than once a day', async () => {
  const w = await groupWorld(seed, two, { adversary: false });
  w.phone('ana').send(w.phone('ana').open(w.msisdn('ben')).id, 'hello');
  await w.settle();
  const south = w.world.carriers.get('south');
  const stop = south?.interfere(({ contentType }) => (contentType === 'message/mls-rcs-client' ? 'drop' : 'carry'));
  assert.equal(await Promise.race([w.phone('ana').rotateKeys(w.msisdn('ben')), w.settle().then(() => true)]), true);
  stop?.();
  const standing = (name: string) => w.phone(name).conversations()[0]?.encryption?.epochAuthenticator;
  assert.notEqual(standing('ana'), standing('ben'));
  await w.clock.runFor(dayMs * 1.5);
  assert.equal(await w.settle(), true);
  assert.equal(standing('ana'), standing('ben'));
  const before = w.entries('carrier.caught_up').length;
  await w.clock.runFor(10 * dayMs);
  const asked = w.entries('carrier.caught_up').slice(before);
  assert.ok(asked.length > 15 && asked.length <= 20, `${asked.length} in ten days by two phones`);
  assert.equal(w.entries('mls.health').filter(({ data }) => data.why === 'the focus is ahead').length, 1);
  w.world.end();
});

test('somebody whose phone stays off until the certificate runs out stops nobody from writing, and can be removed', async () => {
  const w = await groupWorld(seed, [...two, { name: 'cleo', os: 'android', carrier: 'south' }], { adversary: false });
  w.phone('ana').createGroup([w.msisdn('ben'), w.msisdn('cleo')], 'Harbour walk');
  await w.settle();
  w.phone('cleo').setPower(false);
  await w.clock.runFor(62 * dayMs);
  w.phone('ana').send(w.group('ana').id, 'from ana');
  w.phone('ben').send(w.group('ben').id, 'from ben');
  await w.settle(120_000);
  assert.deepEqual(w.shown('ana'), ['out from ana sent', 'in from ben']);
  assert.deepEqual(w.shown('ben'), ['out from ben sent', 'in from ana']);
  w.phone('ana').removeMember(w.group('ana').id, w.msisdn('cleo'));
  await w.settle(120_000);
  assert.deepEqual(w.group('ben').group.members.length, 1);
  await w.clock.runFor(dayMs);
  const [one, other] = ['ana', 'ben'].map((name) => w.group(name).encryption?.epochAuthenticator);
  assert.equal(one, other);
  w.world.end();
});
