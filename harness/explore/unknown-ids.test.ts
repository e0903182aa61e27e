import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryBlobs } from '../../simulators/kernel/journal/blobs.ts';
import { judge } from '../oracle/judge.ts';
import { deletionPlan } from './deletion-plan.ts';
import { playPlan } from './play-plan.ts';

/** What can be judged by what is in a record, whatever it is called. */
const byContent = [
  'archive-complete',
  'archive-exactly-once',
  'archive-faithful',
  'manifest-signed',
  'archive-tamper-evident',
];

test('an archiver that cannot know what the network calls a message archives each all the same, and its deletion', async () => {
  const blobs = memoryBlobs();
  const { entries } = await playPlan(deletionPlan, { blobs, messageIds: 'unknown' });
  const court = judge({
    named: byContent,
    context: { blob: (name) => blobs.get(name), excuses: () => [], recordsFrom: 'subject' },
  });
  for (const entry of entries) court.entry(entry);
  const verdicts = court.finish();
  assert.deepEqual(
    verdicts.flatMap(({ invariant, outcome }) => (byContent.includes(invariant) ? [outcome] : [])),
    byContent.map(() => 'held'),
  );
  const records = entries.flatMap((entry) => (entry.kind === 'subject.record' ? [entry.data] : []));
  const android = records.filter(({ message_id }) => /:(mms|sms):\d+$/.test(message_id));
  assert.equal(android.length, 5, 'three messages and two deletions on the Android phone');
});
