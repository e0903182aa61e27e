import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JournalData } from '../../../simulators/kernel/journal/kinds.ts';
import { handMade } from '../hand-made.ts';
import { archiveTamperEvident } from './archive-tamper-evident.ts';

type Made = ReturnType<typeof handMade>;
const judge = (it: Made) => it.into(archiveTamperEvident.open(it.context));

const checkpoint = (it: Made, size: number, change: Partial<JournalData['subject.checkpoint']> = {}) =>
  it.add('subject.checkpoint', {
    origin: 'archive.test/t1',
    size,
    root: 'ab',
    signature_verified: true,
    previous_size: null,
    consistency_verified: null,
    ...change,
  });

const proof = (it: Made, record_id: string, problem: string | null = null) =>
  it.add('subject.proof', { record_id, leaf_index: 0, size: 1, inclusion_verified: problem === null, problem });

test('held: a proof for every record, and a log that goes on', () => {
  const it = handMade();
  checkpoint(it, 0);
  it.record('ana', 'hello', { record_id: 'r1' });
  checkpoint(it, 1, { previous_size: 0, consistency_verified: true });
  proof(it, 'r1');
  assert.deepEqual(judge(it), { outcome: 'held', judged: 3 });
});

test('violated: a record that is not what its leaf commits to', () => {
  const it = handMade();
  checkpoint(it, 1);
  const record = it.record('ana', 'hello', { record_id: 'r1', message_id: 'm7' });
  const { seq } = proof(it, 'r1', 'the record is not what its leaf commits to');
  const verdict = judge(it);
  assert.equal(verdict.outcome, 'violated');
  assert.deepEqual([verdict.violations[0]?.message_id, verdict.violations[0]?.entries], ['m7', [record.seq, seq]]);
});

test('violated: a log that does not go on from its last state', () => {
  const it = handMade();
  const { seq } = checkpoint(it, 3);
  const later = checkpoint(it, 5, { previous_size: 3, consistency_verified: false });
  const verdict = judge(it);
  assert.equal(verdict.outcome, 'violated');
  assert.deepEqual(verdict.violations[0]?.entries, [seq, later.seq]);
});

test('violated: a checkpoint of another key, and what is none', () => {
  for (const change of [{ signature_verified: false }, { signature_verified: false, origin: null, size: null }]) {
    const it = handMade();
    checkpoint(it, 3, change);
    assert.equal(judge(it).outcome, 'violated');
  }
});

test('unknown: no log at all, or no answer about a record', () => {
  const none = handMade();
  none.record('ana', 'hello', { record_id: 'r1' });
  assert.equal(judge(none).outcome, 'unknown');
  const silent = handMade();
  checkpoint(silent, 1);
  silent.record('ana', 'hello', { record_id: 'r1' });
  assert.equal(judge(silent).outcome, 'unknown');
});

test('what is settled is forgotten', () => {
  const it = handMade();
  const fold = archiveTamperEvident.open(it.context);
  checkpoint(it, 1);
  for (let n = 0; n < 50; n++) {
    it.record('ana', 'hello', { record_id: `r${n}` });
    proof(it, `r${n}`);
  }
  it.into(fold);
  assert.equal(fold.open(), 0);
});
