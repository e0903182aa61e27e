import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupWorld } from '../group-world.test-support.ts';
import type { JournalEntry } from '../kernel/journal/entry.ts';
import { parseJournal } from '../kernel/journal/reader.ts';
import { testSeed } from '../kernel/test-seed.ts';
import { type SmallWorld, smallWorld } from '../small-world.test-support.ts';
import type { Attempt } from './attempt.ts';

const seed = testSeed();

async function say(world: SmallWorld, from: 'ana' | 'ben', body: string): Promise<void> {
  const { handset } = world[from];
  handset.send(handset.open(world[from === 'ana' ? 'ben' : 'ana'].msisdn).id, body);
  assert.ok(await world.settle());
}

/** A conversation with a rotation, and a phone that is reinstalled and written to until it can read again. */
async function conversation(adversary: boolean): Promise<readonly JournalEntry[]> {
  const world = await smallWorld(seed, {}, { adversary });
  await say(world, 'ana', 'one');
  await say(world, 'ben', 'two');
  void world.ana.handset.rotateKeys(world.ben.msisdn);
  await world.settle();
  await say(world, 'ben', 'three');
  world.ben.handset.reinstall();
  await world.settle();
  for (const body of ['four', 'five', 'six']) await say(world, 'ana', body);
  world.world.journal.append('world.settled', { quiet: true });
  world.world.end();
  return [...parseJournal(world.lines.map((line) => `${line}\n`).join(''))];
}

const told = (entries: readonly JournalEntry[]) =>
  entries
    .filter(({ kind }) => !kind.startsWith('adversary.'))
    .map(({ at, kind, data }) => JSON.stringify({ at, kind, data }));

test(`every power is tried, with a control that opens, and nothing else opens (seed ${seed})`, async () => {
  const attempts = (await conversation(true)).flatMap((entry): Attempt[] =>
    entry.kind === 'adversary.attempt' ? [entry.data] : [],
  );
  for (const power of ['forward-secrecy', 'post-compromise', 'removed'] as const) {
    const mine = attempts.filter((attempt) => attempt.power === power);
    const controls = mine.filter(({ control }) => control);
    assert.ok(controls.length > 0 && controls.every(({ opened }) => opened), `${power}: controls`);
    const tried = mine.filter(({ control }) => !control);
    assert.ok(tried.length > 0 && tried.every(({ opened }) => !opened), `${power}: attempts`);
  }
});

test(`an adversary that looks on changes nothing that anybody else does (seed ${seed})`, async () => {
  assert.deepEqual(told(await conversation(true)), told(await conversation(false)));
});

test(`in a group: who was removed, by both devices, and who left, read nothing more (seed ${seed})`, async () => {
  const w = await groupWorld(seed, [
    { name: 'ana', os: 'android', carrier: 'north' },
    { name: 'ben', os: 'ios', carrier: 'south' },
    { name: 'tab', os: 'android', pairedWith: 'ben' },
    { name: 'cleo', os: 'android', carrier: 'south' },
    { name: 'dora', os: 'ios', carrier: 'north' },
  ]);
  const say = async (name: string, body: string): Promise<void> => {
    w.phone(name).send(w.group(name).id, body);
    assert.ok(await w.settle());
  };
  w.phone('ana').createGroup([w.msisdn('ben'), w.msisdn('cleo'), w.msisdn('dora')], 'Crew');
  assert.ok(await w.settle());
  await say('ana', 'all of us');
  await say('tab', 'from the tablet');
  w.phone('ana').removeMember(w.group('ana').id, w.msisdn('ben'));
  assert.ok(await w.settle());
  await say('cleo', 'without Ben');
  w.phone('dora').leaveGroup(w.group('dora').id);
  assert.ok(await w.settle());
  await say('ana', 'the two of us');
  const attempts = w.entries('adversary.attempt').map(({ data }) => data);
  assert.ok(attempts.every(({ control, opened }) => control === opened));
  const removed = attempts.filter(({ state }) => state === 'before removal');
  const tried = (phone: string) =>
    new Set(removed.flatMap((each) => (each.phone === phone ? [each.message_id] : []))).size;
  assert.deepEqual(['ana', 'ben', 'tab', 'cleo', 'dora'].map(tried), [0, 2, 2, 0, 1]);
  const spent = attempts.filter(({ state }) => state === 'after reading').map(({ phone }) => phone);
  assert.deepEqual([...new Set(spent)].sort(), ['ana', 'ben', 'cleo', 'dora', 'tab']);
  w.world.end();
});

test(`who was removed and is asked in again reads what comes then, and that is no defect (seed ${seed})`, async () => {
  const w = await groupWorld(seed, [
    { name: 'ana', os: 'android', carrier: 'north' },
    { name: 'ben', os: 'ios', carrier: 'south' },
    { name: 'cleo', os: 'android', carrier: 'south' },
  ]);
  const { id } = w.phone('ana').createGroup([w.msisdn('ben'), w.msisdn('cleo')], 'Crew');
  await w.settle();
  w.phone('ana').removeMember(id, w.msisdn('ben'));
  await w.settle();
  w.phone('ana').send(id, 'without Ben');
  await w.settle();
  w.phone('ana').addMembers(id, [w.msisdn('ben')]);
  assert.ok(await w.settle());
  w.phone('ana').send(id, 'with Ben');
  assert.ok(await w.settle());
  assert.ok(w.shown('ben').includes('in with Ben'));
  const attempts = w.entries('adversary.attempt').map(({ data }) => data);
  assert.ok(attempts.every(({ control, opened }) => control === opened));
  assert.equal(attempts.filter(({ state }) => state === 'before removal').length, 1);
  w.world.end();
});
