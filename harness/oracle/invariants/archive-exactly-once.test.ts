import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ana, handMade } from '../hand-made.ts';
import { archiveExactlyOnce } from './archive-exactly-once.ts';

const judge = (it: ReturnType<typeof handMade>) => it.into(archiveExactlyOnce.open(it.context));
const undecryptable = (it: ReturnType<typeof handMade>) =>
  it.add('handset.undecryptable', { phone: 'ben', message_id: 'm1', peer: ana, reason: 'stale-epoch' });

test('held: a message each, an edit as its second version, both custodians', () => {
  const it = handMade();
  const canary = it.canary();
  it.record('ana', `hello ${canary}`);
  it.record('ben', `hello ${canary}`, { direction: 'in' });
  it.record('ana', `hello again ${canary}`, { version: 2 });
  assert.deepEqual(judge(it), { outcome: 'held', judged: 3 });
});

test('violated: two records of one version', () => {
  const it = handMade();
  const records = [it.record('ana', 'one'), it.record('ana', 'one')].map(({ seq }) => seq);
  const verdict = judge(it);
  assert.equal(verdict.outcome, 'violated');
  assert.deepEqual(verdict.violations[0]?.entries, records);
});

test('violated: a message that was sent again is archived as another one', () => {
  const it = handMade();
  const canary = it.canary();
  it.record('ana', `hello ${canary}`);
  it.record('ana', `hello ${canary}`, { message_id: 'm2' });
  const verdict = judge(it);
  assert.equal(verdict.outcome, 'violated');
  assert.equal(verdict.violations[0]?.canary, canary);
});

test('held: a resend chain is one logical message, in two versions', () => {
  const it = handMade();
  const canary = it.canary();
  it.record('ana', `hello ${canary}`);
  it.record('ana', `hello ${canary}`, { message_id: 'm2', logical_message_id: 'm1', version: 2 });
  assert.equal(judge(it).outcome, 'held');
});

test('violated: a version is missing before a later one', () => {
  const it = handMade();
  it.record('ana', 'third', { version: 3 });
  assert.equal(judge(it).outcome, 'violated');
});

test('an undecryptable message needs a record without content, and has 30 s for it', () => {
  const outcome = (seconds: number, record: boolean): string => {
    const it = handMade();
    it.enrolled('ben');
    it.record('ana', 'another', { message_id: 'm0' });
    undecryptable(it);
    if (record) it.record('ben', null, { direction: 'in', content_hash: null });
    it.at(seconds).settled();
    it.ended();
    return judge(it).outcome;
  };
  assert.equal(outcome(31, true), 'held');
  assert.equal(outcome(31, false), 'violated');
  assert.equal(outcome(5, false), 'unknown');
});

test('a message that was sent again and again, and never opened, needs one record', () => {
  for (const linked of [true, false]) {
    const it = handMade();
    it.enrolled('ben');
    undecryptable(it);
    const again = { phone: 'ana', message_id: 'm2', original_message_id: 'm1', count: 1 };
    if (linked) it.add('mls.resent', again);
    it.add('handset.undecryptable', { phone: 'ben', message_id: 'm2', peer: ana, reason: 'stale-epoch' });
    it.record('ben', null, { direction: 'in', content_hash: null });
    it.at(31).settled();
    it.record('ana', 'another', { message_id: 'm0' });
    it.ended();
    assert.equal(judge(it).outcome, linked ? 'held' : 'violated');
  }
});

test('a copy of what an earlier installation opened needs no record beside the one with content', () => {
  for (const opened of [true, false]) {
    const it = handMade();
    it.enrolled('ben');
    const canary = it.canary();
    if (opened) it.add('handset.received', { phone: 'ben', message_id: 'm1', peer: ana, encrypted: true, canary });
    it.add('handset.reinstalled', { phone: 'ben', incarnation: 2 });
    undecryptable(it);
    it.at(31).settled();
    it.record('ben', `hello ${canary}`, { direction: 'in' });
    it.ended();
    assert.equal(judge(it).outcome, opened ? 'held' : 'violated');
  }
});

test('unknown: the subject gave no record', () => {
  assert.equal(judge(handMade()).outcome, 'unknown');
});
