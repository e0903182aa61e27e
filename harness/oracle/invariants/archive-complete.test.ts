import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ana, ben, type HandMade, handMade } from '../hand-made.ts';
import { cy, handMadeGroup } from '../hand-made-group.ts';
import type { OracleContext } from '../invariant.ts';
import { archiveComplete } from './archive-complete.ts';

const judge = (it: HandMade) => it.into(archiveComplete.open(it.context));

/** Ana sends, Ben's phone has it two seconds later; both are enrolled. */
function exchange(options: Partial<OracleContext> = {}): { it: HandMade; canary: string; body: string } {
  const it = handMade(options);
  const canary = it.canary();
  const body = `hello ${canary}`;
  it.enrolled('ana');
  it.enrolled('ben');
  it.at(10).sent('ana', body, canary);
  it.add('handset.queued', { phone: 'ana', message_id: 'm1', peer: ben, canary });
  it.add('handset.sent', { phone: 'ana', message_id: 'm1', mode: 'pager', encrypted: true });
  it.at(12).add('handset.received', { phone: 'ben', message_id: 'm1', peer: ana, encrypted: true, canary });
  return { it, canary, body };
}

test('held: a record for each custodian, by message id or by the canary of its body', () => {
  const { it, body } = exchange();
  it.at(20).record('ana', null);
  it.record('ben', body, { message_id: 'unknown to the phone', archived_at: it.time(42) });
  it.at(90).ended();
  assert.deepEqual(judge(it), { outcome: 'held', judged: 2 });
});

test('held: where the subject is ours and not asked, what it stored counts', () => {
  const { it } = exchange({ recordsFrom: 'archive' });
  for (const [phone, custodian] of [
    ['ana', ana],
    ['ben', ben],
  ] as const) {
    const stored = { message_id: 'm1', custodian, version: 1, content_hash: null, duplicate: false };
    it.at(20).add('archive.stored', { record_id: phone, ...stored });
  }
  it.at(90).ended();
  assert.deepEqual(judge(it), { outcome: 'held', judged: 2 });
});

test('violated: no record for one custodian, and no record but the archive stored it', () => {
  const { it, canary } = exchange();
  it.at(20).record('ana', null);
  const stored = { message_id: 'm1', custodian: ben, version: 1, content_hash: null, duplicate: false };
  it.add('archive.stored', { record_id: 'r', ...stored });
  it.at(90).ended();
  const verdict = judge(it);
  assert.ok(verdict.outcome === 'violated');
  const [violation] = verdict.violations;
  assert.deepEqual([violation?.what, violation?.message_id, violation?.canary], ['ben: no record', 'm1', canary]);
  assert.deepEqual(violation?.entries, [3, 6]);
});

test('violated: a record later than 30 s', () => {
  const { it } = exchange();
  it.at(90).record('ana', null, { archived_at: it.time(41) });
  it.record('ben', null, { archived_at: it.time(41) });
  it.ended();
  const verdict = judge(it);
  assert.ok(verdict.outcome === 'violated');
  assert.deepEqual(
    verdict.violations.map((violation) => violation.what),
    ['ana: archived only after 31 s'],
  );
});

test('a fault excuses only what it declares, for its phone, until its healing and what it asks for after', () => {
  const excuse = { invariant: 'archive-complete', phones: ['ana'], afterHealingMs: 30_000 };
  for (const [archivedAt, phone, outcome] of [
    [129, 'ana', 'held'],
    [131, 'ana', 'violated'],
    [129, 'ben', 'violated'],
  ] as const) {
    const { it } = exchange({ excuses: () => [excuse] });
    it.at(15).add('fault.injected', { fault_id: 'f1', fault: 'x', parameters: {} });
    it.at(100).add('fault.healed', { fault_id: 'f1', fault: 'x' });
    it.at(200);
    it.record('ana', null, { archived_at: it.time(phone === 'ana' ? archivedAt : 15) });
    it.record('ben', null, { archived_at: it.time(phone === 'ben' ? archivedAt : 15) });
    it.ended();
    assert.equal(judge(it).outcome, outcome, `${phone} at ${archivedAt}`);
  }
});

test('not owed: a message that never arrived, one shown as failed, one of a phone that is not enrolled', () => {
  const it = handMade();
  const [first, second] = [it.canary(), it.canary()];
  it.enrolled('ana');
  it.at(10).sent('ben', `hello ${first}`, first);
  it.at(11).sent('ana', `hello ${second}`, second);
  it.at(12).shown('ana', { direction: 'out', body: `hello ${second}`, status: 'failed' });
  it.at(90).ended();
  assert.deepEqual(judge(it), {
    outcome: 'unknown',
    judged: 0,
    reason: 'no enrolled subscriber sent or received a message',
  });
});

test('a message waits unsent while its user is in airplane mode; after that its record is due', () => {
  for (const [archivedAt, outcome] of [
    [119, 'held'],
    [121, 'held'],
    [131, 'violated'],
  ] as const) {
    const it = handMade();
    const canary = it.canary();
    it.enrolled('ana');
    it.at(5).add('ui.switched', { phone: 'ana', setting: 'airplane', on: true });
    it.at(10).sent('ana', `hello ${canary}`, canary);
    it.add('handset.queued', { phone: 'ana', message_id: 'm1', peer: ben, canary });
    it.at(90).add('handset.sent', { phone: 'ana', message_id: 'm1', mode: 'pager', encrypted: true });
    it.at(91).add('ui.switched', { phone: 'ana', setting: 'airplane', on: false });
    it.at(200).record('ana', null, { archived_at: it.time(archivedAt) });
    it.ended();
    assert.equal(judge(it).outcome, outcome, `archived at ${archivedAt}`);
  }
});

test('every sign that it was sent counts: the carrier took it, the other phone has it, the screen says so', () => {
  const signs: ((it: HandMade, canary: string) => void)[] = [
    (it) =>
      it.add('carrier.accepted', {
        carrier: 'north',
        message_id: 'm1',
        from: ana,
        to: ben,
        mode: 'pager',
        content_type: 'message/mls',
        bytes: 1,
        era: 1,
        epoch_authenticator: 'a',
      }),
    (it, canary) => it.add('handset.received', { phone: 'ben', message_id: 'm1', peer: ana, encrypted: true, canary }),
    (it, canary) => it.shown('ben', { direction: 'in', body: canary, status: null }),
    (it, canary) => it.shown('ana', { direction: 'out', body: canary, status: 'sent' }),
  ];
  for (const sign of signs) {
    const it = handMade();
    const canary = it.canary();
    it.enrolled('ana');
    it.at(10).sent('ana', `hello ${canary}`, canary);
    it.add('handset.queued', { phone: 'ana', message_id: 'm1', peer: ben, canary });
    sign(it, canary);
    it.at(90).ended();
    assert.equal(judge(it).outcome, 'violated', String(sign));
  }
});

test('in a rehearsal the phone tells of a message before whoever typed it does', () => {
  const it = handMade();
  const canary = it.canary();
  it.enrolled('ana');
  it.enrolled('ben');
  it.at(10).add('handset.queued', { phone: 'ana', message_id: 'm1', peer: ben, canary });
  it.add('handset.sent', { phone: 'ana', message_id: 'm1', mode: 'pager', encrypted: true });
  it.add('handset.received', { phone: 'ben', message_id: 'm1', peer: ana, encrypted: true, canary });
  it.at(11).sent('ana', `hello ${canary}`, canary);
  it.at(12).record('ben', null);
  it.at(90).ended();
  const verdict = judge(it);
  assert.ok(verdict.outcome === 'violated' && verdict.judged === 2);
  assert.deepEqual(
    verdict.violations.map(({ what }) => what),
    ['ana: no record'],
  );
});

test('receipt is the first sight of it where the phone tells nothing, and later sights do not count', () => {
  const it = handMade();
  const canary = it.canary();
  const bubble = { direction: 'in', body: `hello ${canary}`, status: null } as const;
  it.enrolled('ben');
  it.at(10).sent('ana', `hello ${canary}`, canary);
  it.at(50).shown('ben', bubble);
  it.at(60).record('ben', bubble.body, { archived_at: it.time(79) });
  it.at(100).shown('ben', bubble);
  it.at(200).ended();
  assert.deepEqual(judge(it), { outcome: 'held', judged: 1 });
});

test('unknown: not yet due, no end, or the subject could not be asked', () => {
  const early = exchange().it;
  early.at(35).ended();
  assert.equal(judge(early).outcome, 'unknown');
  const cut = exchange().it;
  cut.at(90).settled();
  assert.equal(judge(cut).outcome, 'unknown');
  const refused = exchange().it;
  refused.at(90).add('subject.error', { operation: 'records', reason: '503' });
  refused.ended();
  const verdict = judge(refused);
  assert.ok(verdict.outcome === 'unknown' && /2 records not seen.*503/.test(verdict.reason));
  const askedAgain = exchange().it;
  askedAgain.at(20).add('subject.error', { operation: 'records', reason: '503' });
  askedAgain.at(90).settled();
  askedAgain.ended();
  assert.equal(judge(askedAgain).outcome, 'violated');
});

test('memory holds only what is owed', () => {
  const it = handMade();
  const fold = archiveComplete.open(it.context);
  it.enrolled('ana');
  for (let i = 0; i < 1000; i++) {
    const canary = it.canary();
    it.sent('ana', `hello ${canary}`, canary);
    it.add('handset.queued', { phone: 'ana', message_id: `m${i}`, peer: ben, canary });
    it.record('ana', null, { message_id: `m${i}` });
    for (const entry of it.entries.splice(0)) fold.entry(entry);
    assert.ok(fold.open() <= 64, `${fold.open()} things were held on to`);
  }
  it.ended();
  assert.equal(it.into(fold).judged, 1000);
});

for (const missing of [false, true])
  test(`everybody who is enrolled has a message to a group archived${missing ? ', and one has not' : ''}`, () => {
    const it = handMadeGroup();
    for (const phone of ['ana', 'ben'] as const) it.enrolled(phone);
    it.add('archive.enrolled', { device_id: 'cy-1', phone: 'cy', custodian: cy, mode: 'escrow' });
    const canary = it.canary();
    it.at(5);
    it.writes('ana', canary, 'm1');
    it.add('handset.sent', { phone: 'ana', message_id: 'm1', mode: 'pager', encrypted: true });
    for (const phone of ['ben', 'cy'] as const) it.has(phone, 'ana', canary, 'm1');
    it.at(6).record('ana', `hello ${canary}`);
    it.record('ben', `hello ${canary}`);
    if (!missing) it.record('ben', `hello ${canary}`, { custodian: cy });
    it.at(90).settled();
    it.ended();
    const verdict = judge(it);
    assert.equal(verdict.outcome, missing ? 'violated' : 'held');
    if (verdict.outcome === 'violated') assert.match(verdict.violations[0]?.what ?? '', /^cy: no record/);
  });
