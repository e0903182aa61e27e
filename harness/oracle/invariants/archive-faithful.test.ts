import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ana, ben, type HandMade, handMade } from '../hand-made.ts';
import { archiveFaithful } from './archive-faithful.ts';

const judge = (it: HandMade) => it.into(archiveFaithful.open(it.context));

function exchange(): { it: HandMade; canary: string; body: string } {
  const it = handMade();
  const canary = it.canary();
  const body = `hello ${canary}`;
  it.enrolled('ana');
  it.enrolled('ben');
  it.sent('ana', body, canary);
  it.add('handset.received', { phone: 'ben', message_id: 'm1', peer: ana, encrypted: true, canary });
  return { it, canary, body };
}

test('held: what was typed and what was shown is what each custodian has', () => {
  const { it, body } = exchange();
  it.shown('ana', { direction: 'out', body, status: 'sent' });
  it.shown('ben', { direction: 'in', body, status: null });
  it.record('ana', body);
  it.record('ben', body);
  assert.deepEqual(judge(it), { outcome: 'held', judged: 2 });
});

test('violated: one wrong bubble on one phone, also long after screen and record agreed', () => {
  const { it, canary, body } = exchange();
  it.shown('ben', { direction: 'in', body, status: null });
  it.record('ana', body);
  const record = it.record('ben', body);
  const wrong = it.shown('ben', { direction: 'in', body: `hallo ${canary}`, status: null });
  const verdict = judge(it);
  assert.ok(verdict.outcome === 'violated');
  assert.equal(verdict.violations.length, 1);
  assert.match(verdict.violations[0]?.what ?? '', /^ben: the screen shows a body that no record has/);
  assert.deepEqual(verdict.violations[0]?.entries, [wrong.seq, record.seq]);
});

test('violated: a record with another body, known by message id or by canary; a hash that does not match', () => {
  const { it, canary, body } = exchange();
  it.shown('ben', { direction: 'in', body, status: null });
  it.record('ben', 'something else');
  it.record('ana', `bye ${canary}`);
  const verdict = judge(it);
  assert.ok(verdict.outcome === 'violated');
  assert.deepEqual(new Set(verdict.violations.map(({ what }) => what.slice(0, 3))), new Set(['ana', 'ben']));

  const forged = exchange();
  forged.it.record('ana', forged.body, { content_hash_valid: false });
  const hash = judge(forged.it);
  assert.ok(hash.outcome === 'violated' && hash.violations.length === 1);
  assert.match(hash.violations[0]?.what ?? '', /content_hash/);
});

test('violated: a copy sealed to the escrow key that does not open, of a message that the phone could show', () => {
  const { it, body } = exchange();
  const shown = it.shown('ben', { direction: 'in', body, status: null });
  const record = it.record('ben', null);
  it.record('ana', body);
  const verdict = judge(it);
  assert.ok(verdict.outcome === 'violated' && verdict.judged === 2);
  assert.match(verdict.violations[0]?.what ?? '', /^ben: the record's copy does not open/);
  assert.deepEqual(verdict.violations[0]?.entries, [shown.seq, record.seq]);
});

test('the record of a message that the phone could not open has no content either', () => {
  const { it, body } = exchange();
  it.shown('ben', { direction: 'in', body: '', status: 'undecryptable' });
  it.record('ben', null, { message_id: 'm2', content_hash: null });
  it.record('ana', body);
  assert.equal(judge(it).outcome, 'held');
});

test('a missing record is no matter of faithfulness', () => {
  const { it, body } = exchange();
  it.shown('ben', { direction: 'in', body, status: null });
  it.record('ana', body);
  assert.deepEqual(judge(it), { outcome: 'held', judged: 1 });
});

test('unknown: no record, none that opens, none beside a screen', () => {
  const none = exchange().it;
  assert.equal(judge(none).outcome, 'unknown');
  const sealed = handMade({ opensEscrow: false });
  const canary = sealed.canary();
  sealed.enrolled('ana');
  sealed.sent('ana', canary, canary);
  sealed.add('handset.queued', { phone: 'ana', message_id: 'm1', peer: ben, canary });
  sealed.record('ana', null);
  const verdict = judge(sealed);
  assert.ok(verdict.outcome === 'unknown' && /none of 1 record could be opened/.test(verdict.reason));
  const unseen = exchange();
  unseen.it.record('ben', unseen.body);
  assert.equal(judge(unseen.it).outcome, 'unknown');
});

test('memory is bounded however long the run', () => {
  const it = handMade();
  const fold = archiveFaithful.open(it.context);
  it.enrolled('ana');
  let judged = 0;
  for (let i = 0; i < 25_000; i++) {
    const canary = it.canary();
    it.entries.length = i === 0 ? it.entries.length : 0;
    it.sent('ana', `hello ${canary}`, canary);
    it.record('ana', `hello ${canary}`, { message_id: `m${i}` });
    for (const entry of it.entries) fold.entry(entry);
    judged++;
  }
  assert.ok(fold.open() <= 20_000, `${fold.open()} copies were held on to`);
  assert.equal(fold.finish().judged, judged);
});

function deletion(): ReturnType<typeof handMade> & { readonly canary1: string } {
  const made = handMade();
  made.enrolled('ana');
  const canary1 = made.canary();
  made.sent('ana', `hello ${canary1}`, canary1);
  made.add('ui.deleted', { phone: 'ana', peer: ben, canary: canary1, before: 0 });
  made.settled();
  made.record('ana', `hello ${canary1}`);
  return Object.assign(made, { canary1 });
}

test('what a user deleted has a version that says so, and keeps the others', () => {
  const made = deletion();
  made.record('ana', null, { version: 2, change: 'deleted', content_hash: null, content_hash_valid: null });
  made.ended();
  assert.equal(made.into(archiveFaithful.open(made.context)).outcome, 'held');
});

test('a deletion that the archive knows nothing of is a violation, and one that nobody made', () => {
  const unnoticed = deletion();
  unnoticed.ended();
  assert.equal(unnoticed.into(archiveFaithful.open(unnoticed.context)).outcome, 'violated');
  const invented = handMade();
  invented.enrolled('ana');
  const canary = invented.canary();
  invented.sent('ana', `hello ${canary}`, canary);
  invented.record('ana', `hello ${canary}`);
  invented.record('ana', null, { version: 2, change: 'deleted', content_hash: null, content_hash_valid: null });
  assert.equal(invented.into(archiveFaithful.open(invented.context)).outcome, 'violated');
});

test('unknown: whoever could not be asked in the end may have the deletion', () => {
  const unasked = deletion();
  unasked.add('subject.error', { operation: 'records', reason: 'answered HTTP 500' });
  unasked.ended();
  const { outcome, ...rest } = unasked.into(archiveFaithful.open(unasked.context));
  assert.equal(outcome, 'unknown');
  assert.match('reason' in rest ? rest.reason : '', /1 deletion not seen, .*HTTP 500/);
});
