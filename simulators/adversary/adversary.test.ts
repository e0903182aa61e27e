import assert from 'node:assert/strict';
import { test } from 'node:test';
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
