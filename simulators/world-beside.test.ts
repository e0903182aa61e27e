import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeCanary } from './kernel/canary.ts';
import { memoryBlobs } from './kernel/journal/blobs.ts';
import type { JournalEntry } from './kernel/journal/entry.ts';
import { journal } from './kernel/journal/journal.ts';
import type { JournalData } from './kernel/journal/kinds.ts';
import { seededRandom } from './kernel/random.ts';
import { virtualClock } from './kernel/virtual-clock.ts';
import { createWorldBeside } from './world-beside.ts';

const phones = [
  { name: 'ana', os: 'android', msisdn: '+447700900001' },
  { name: 'ben', os: 'ios', msisdn: '+447700900002' },
] as const;

test('what was typed here is archived and told of, once; what a phone held before is not', async () => {
  const clock = virtualClock(Date.parse('2026-11-22T08:00:00.000Z'));
  const book = journal(clock, memoryBlobs());
  const entries: JournalEntry[] = [];
  book.subscribe((entry) => entries.push(entry));
  const world = createWorldBeside({ scenario: 'beside', phones, clock, journal: book });
  world.start();
  await clock.runUntilIdle(60_000);
  assert.ok(world.ready());
  const random = seededRandom('beside');
  const [earlier, canary] = [makeCanary(random), makeCanary(random)];
  const bodies = { old: `an earlier run ${earlier}`, own: `hello ${canary}`, friend: 'see you at the match' };
  const read = <K extends 'ui.sent' | 'ui.shown'>(kind: K, data: JournalData[K]): void => {
    book.append(kind, data);
    const entry = entries.at(-1);
    if (entry) world.read(entry);
  };
  const [ana, ben] = phones;
  read('ui.sent', { phone: 'ana', peer: ben.msisdn, body: bodies.own, canary });
  for (const [phone, peer, direction, status] of [
    ['ana', ben.msisdn, 'out', 'delivered'],
    ['ben', ana.msisdn, 'in', null],
  ] as const)
    for (let look = 0; look < 2; look++)
      read('ui.shown', {
        phone,
        peer,
        encrypted: true,
        bubbles: [bodies.old, bodies.friend, bodies.own].map((body) => ({ direction, body, status })),
      });
  await clock.runUntilIdle(60_000);
  assert.ok(world.quiet());
  assert.equal(entries.filter(({ kind }) => kind === 'archive.captured').length, 2, 'one for each who archives');
  const told = entries.flatMap(({ kind, data }) => (kind === 'webhook.received' ? [data.message_id] : []));
  assert.equal(new Set(told).size, 1);
  world.end();
});
