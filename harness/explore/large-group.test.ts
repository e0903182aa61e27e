import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryBlobs } from '../../simulators/kernel/journal/blobs.ts';
import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';
import { testSeed } from '../../simulators/kernel/test-seed.ts';
import { checkPlan } from '../faults/plan/read-plan.ts';
import { excuses } from '../faults/registry.ts';
import { mlsAgreement } from '../oracle/invariants/mls-agreement.ts';
import { playPlan } from './play-plan.ts';

const seed = testSeed();
const names = Array.from({ length: 32 }, (_, index) => `p${index + 1}`);
const [first = '', ...others] = names;

/** Thirty-two people of two carriers: one rotates, one loses frames, one loses its keys and comes back. */
const plan = checkPlan(
  {
    name: 'thirty-two',
    seed,
    world: {
      phones: names.map((name, index) => ({ name, os: index % 2 === 0 ? 'android' : 'ios' })),
      carriers: ['north', 'south'],
      webhookRetryMs: [1000],
    },
    steps: [
      { at: 'PT5S', do: 'create-group', by: first, group: 'crew', members: others, subject: 'Crew' },
      { at: 'PT18S', fault: 'carrier.loss', phone: 'p3', rate: 0.3, for: 'PT30S' },
      { at: 'PT20S', fault: 'mls.rotateKeys', phone: 'p4' },
      { at: 'PT25S', fault: 'phone.reinstalled', phone: 'p6' },
      { at: 'PT26S', do: 'send', from: 'p3', to: 'crew', body: 'Is everybody here?' },
      { at: 'PT40S', do: 'send', from: 'p7', to: 'crew', body: 'All but one.' },
    ],
  },
  'thirty-two',
);

async function play(drawn: number): Promise<{ readonly lines: string[]; readonly entries: readonly JournalEntry[] }> {
  const lines: string[] = [];
  const { entries } = await playPlan(
    { ...plan, seed: drawn },
    { blobs: memoryBlobs(), sink: (line) => lines.push(line) },
  );
  return { lines, entries };
}

const authenticators = (entries: readonly JournalEntry[]): Set<string> =>
  new Set(entries.flatMap(({ kind, data }) => (kind === 'mls.epoch' ? [data.epoch_authenticator] : [])));

test(`a group of 32 with rotation, loss and recovery: one seed gives one journal, another another (seed ${seed})`, async () => {
  const { lines, entries } = await play(seed);
  const epochs = entries.flatMap(({ kind, data }) => (kind === 'mls.epoch' ? [data] : []));
  assert.ok(epochs.some(({ members }) => members === names.length));
  const kinds = new Set(entries.map(({ kind }) => kind));
  assert.ok(kinds.has('handset.reinstalled') && kinds.has('carrier.caught_up'), 'somebody had to recover');
  const lost = entries.findIndex(({ kind }) => kind === 'handset.reinstalled');
  const back = entries.slice(lost).find(({ kind, data }) => kind === 'mls.epoch' && data.phone === 'p6');
  assert.ok(back, 'and stands in the group again');
  const fold = mlsAgreement.open({ blob: () => undefined, excuses, recordsFrom: 'subject' });
  for (const entry of entries) fold.entry(entry);
  assert.deepEqual(fold.finish().outcome, 'held');

  const again = await play(seed);
  assert.equal(again.lines.length, lines.length);
  for (const [index, line] of lines.entries()) assert.equal(again.lines[index], line);
  const other = await play(seed + 1);
  assert.notDeepEqual(other.lines, lines);
  const shared = [...authenticators(other.entries)].filter((one) => authenticators(entries).has(one));
  assert.deepEqual(shared, [], 'it has no epoch in common');
});
