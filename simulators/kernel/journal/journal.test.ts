import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { testSeed } from '../test-seed.ts';
import { virtualClock } from '../virtual-clock.ts';
import { memoryBlobs } from './blobs.ts';
import { canonical } from './entry.ts';
import { journal } from './journal.ts';
import { JournalError, parseJournal } from './reader.ts';

const seed = testSeed();

function sample(): string {
  const lines: string[] = [];
  const book = journal(virtualClock(Date.UTC(2026, 10, 22)), memoryBlobs(), (line) => lines.push(`${line}\n`));
  book.append('ui.sent', { phone: 'ana', peer: '+447700900002', body: 'hello GR1', canary: 'GR1' });
  book.append('world.settled', { quiet: true });
  book.append('world.ended', {});
  return lines.join('');
}

test('what is written is read back, in order, with its chain', () => {
  const entries = [...parseJournal(sample())];
  assert.deepEqual(
    entries.map(({ seq, kind }) => `${seq} ${kind}`),
    ['0 ui.sent', '1 world.settled', '2 world.ended'],
  );
  assert.equal(entries[0]?.at, '2026-11-22T00:00:00.000Z');
  assert.equal(entries[2]?.prev, entries[1]?.hash);
});

test('every line is the RFC 8785 form of its entry', () => {
  for (const line of sample().trimEnd().split('\n')) assert.equal(line, canonical(JSON.parse(line)));
});

test('what a listener appends reaches everybody after what made it do so', () => {
  const book = journal(virtualClock(0), memoryBlobs());
  const heard: string[] = [];
  book.subscribe(({ kind }) => {
    if (kind === 'world.settled') book.append('world.ended', {});
  });
  book.subscribe(({ seq, kind }) => heard.push(`${seq} ${kind}`));
  book.append('world.settled', { quiet: true });
  assert.deepEqual(heard, ['0 world.settled', '1 world.ended']);
});

test('a change of any byte is noticed', () => {
  const text = sample();
  fc.assert(
    fc.property(fc.nat(text.length - 1), fc.integer({ min: 32, max: 126 }), (at, code) => {
      const changed = text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1);
      if (changed === text) return;
      assert.throws(() => [...parseJournal(changed)], JournalError);
    }),
    { seed, numRuns: 500 },
  );
});

test('a missing, doubled or moved line is noticed, and a cut end too', () => {
  const [first = '', second = '', third = ''] = sample().split('\n');
  for (const lines of [
    [first, third],
    [second, third],
    [first, first, second],
    [first, third, second],
  ]) {
    assert.throws(() => [...parseJournal(`${lines.join('\n')}\n`)], JournalError);
  }
  assert.throws(() => [...parseJournal(sample().slice(0, -1))], /cut off/);
});

test('entries of an unknown kind or with foreign fields are refused by line', () => {
  assert.throws(() => [...parseJournal('{"kind":"nothing.known"}\n', 'j')], /j:1: unknown kind "nothing.known"/);
  assert.throws(() => [...parseJournal('{"kind":"world.ended","data":{"extra":1}}\n', 'j')], /j:1: world.ended: data/);
});
