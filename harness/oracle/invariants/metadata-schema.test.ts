import assert from 'node:assert/strict';
import { test } from 'node:test';
import { handMade } from '../hand-made.ts';
import { metadataSchema } from './metadata-schema.ts';

const judge = (it: ReturnType<typeof handMade>) => it.into(metadataSchema.open(it.context));

test('held: the contract’s fields, in webhook and row', () => {
  const it = handMade();
  it.scheduled('w1');
  it.row('w1');
  assert.deepEqual(judge(it), { outcome: 'held', judged: 2 });
});

for (const [name, change] of Object.entries({
  'a field more': { sender: '+447700900001' },
  'a field less': { attachment_refs: undefined },
  'seconds for milliseconds': { sent_timestamp: '2026-11-22T08:00:00Z' },
  'a plain hash for a keyed one': { content_hash: 'a'.repeat(64) },
})) {
  test(`violated: ${name}, in the webhook or in the row`, () => {
    const webhook = handMade();
    const scheduled = webhook.scheduled('w1', JSON.parse(JSON.stringify(change)));
    if (name !== 'a field less') {
      const verdict = judge(webhook);
      assert.equal(verdict.outcome, 'violated');
      assert.deepEqual(verdict.violations[0]?.entries, [scheduled.seq]);
    }
    const archive = handMade();
    const row = archive.add('subject.event', {
      webhook_id: 'w1',
      received_at: archive.time(1),
      event: JSON.parse(JSON.stringify({ ...archive.row('w0').data.event, ...change })),
    });
    const verdict = judge(archive);
    assert.equal(verdict.outcome, 'violated');
    assert.deepEqual(verdict.violations[0]?.entries, [row.seq]);
    assert.doesNotMatch(verdict.violations[0]?.what ?? '', /447700/, 'it names fields, not values');
  });
}

test('unknown: nothing seen, no row given, or the subject could not be asked', () => {
  assert.equal(judge(handMade()).outcome, 'unknown');
  const rowless = handMade();
  rowless.scheduled('w1');
  assert.equal(judge(rowless).outcome, 'unknown');
  const silent = handMade();
  silent.row('w1');
  silent.add('subject.error', { operation: 'events', reason: 'no answer: ECONNREFUSED' });
  assert.equal(judge(silent).outcome, 'unknown');
  silent.settled(); // and answers now
  assert.equal(judge(silent).outcome, 'held');
});
