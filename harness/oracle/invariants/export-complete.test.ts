import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JournalData } from '../../../simulators/kernel/journal/kinds.ts';
import { type HandMade, handMade } from '../hand-made.ts';
import { exportComplete } from './export-complete.ts';

type Taken = JournalData['subject.export'];

const judge = (it: HandMade) => it.into(exportComplete.open(it.context));

const agreed: Taken['pages'] = { records: 2, twice: [], missing: [], differing: [], extra: [] };

function took(it: HandMade, change: Partial<Taken> = {}) {
  return it.add('subject.export', {
    export_id: 'exp_1',
    format: 'jsonl',
    compression: 'none',
    snapshot: '2',
    records: 2,
    manifest_sha256: '00',
    digest: 'same',
    violated: [],
    unknown: [],
    pages: agreed,
    archive_keys: [],
    log_key: null,
    ...change,
  });
}

test('held: a plain and a compressed export that hold what was seen', () => {
  const it = handMade();
  it.record('ana', 'hello');
  it.record('ben', 'hello');
  took(it);
  took(it, { compression: 'gzip' });
  assert.deepEqual(judge(it), { outcome: 'held', judged: 4 });
});

for (const [what, change] of Object.entries<Partial<Taken>>({
  'pages give twice': { pages: { ...agreed, twice: ['r1'] } },
  'it lacks': { pages: { ...agreed, missing: ['r1'] } },
  'it has otherwise than the pages': { pages: { ...agreed, differing: ['r1', 'r2'] } },
  'it has and the archive has not': { pages: { ...agreed, extra: ['r9'] } },
  'was changed': { violated: ['files: records-00001.jsonl was changed'] },
  'were seen': { records: 1 },
})) {
  test(`violated: ${what}`, () => {
    const it = handMade();
    it.record('ana', 'hello');
    it.record('ben', 'hello');
    const { seq } = took(it, change);
    const verdict = judge(it);
    assert.equal(verdict.outcome, 'violated');
    assert.match(verdict.violations[0]?.what ?? '', new RegExp(what));
    assert.ok(verdict.violations[0]?.entries.includes(seq));
  });
}

test('violated: the compressed export of one state holds something else', () => {
  const it = handMade();
  const plain = took(it);
  const { seq } = took(it, { compression: 'zstd', digest: 'other' });
  const verdict = judge(it);
  assert.equal(verdict.outcome, 'violated');
  assert.deepEqual(verdict.violations[0]?.entries, [plain.seq, seq]);
});

test('held: exports of two states, or with an erasure between, need not be the same', () => {
  const it = handMade();
  took(it);
  took(it, { snapshot: '3', digest: 'other' });
  it.add('subject.erasure', { erasure_id: 'e', custodian: '+447700900001', asked_at: it.time(1), outcomes: [] });
  took(it, { snapshot: '3', digest: 'third' });
  assert.equal(judge(it).outcome, 'held');
});

test('unknown: no export, an empty one, one that could not be taken, or by a key that nobody knows', () => {
  assert.equal(judge(handMade()).outcome, 'unknown');
  const empty = handMade();
  took(empty, { records: 0, pages: { ...agreed, records: 0 } });
  assert.equal(judge(empty).outcome, 'unknown');
  const refused = handMade();
  took(refused);
  refused.add('subject.error', { operation: 'export', reason: 'answered HTTP 503' });
  assert.equal(judge(refused).outcome, 'unknown');
  const unknown = handMade();
  took(unknown, { unknown: ['signature: no key was given that is known to be the archive’s'] });
  assert.equal(judge(unknown).outcome, 'unknown');
  const elsewhere = handMade();
  took(elsewhere);
  elsewhere.add('subject.error', { operation: 'events', reason: 'answered HTTP 503' });
  assert.equal(judge(elsewhere).outcome, 'held');
});
