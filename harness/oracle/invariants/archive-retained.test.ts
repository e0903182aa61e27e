import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JournalData } from '../../../simulators/kernel/journal/kinds.ts';
import { ana, ben, type HandMade, handMade } from '../hand-made.ts';
import { archiveRetained } from './archive-retained.ts';

type Outcome = JournalData['subject.erasure']['outcomes'][number];

const judge = (it: HandMade) => it.into(archiveRetained.open(it.context));
const whatOf = (it: HandMade): (string | undefined)[] => {
  const verdict = judge(it);
  return verdict.outcome === 'violated' ? verdict.violations.map(({ what }) => what) : [verdict.outcome];
};

/** A journal with a record `r1` of ana's, archived at second 10. */
function withRecord(): HandMade {
  const it = handMade();
  it.at(10).record('ana', 'hello', { record_id: 'r1' });
  return it;
}

const policy = (it: HandMade, period: string, change: Partial<JournalData['subject.policy']> = {}) =>
  it.add('subject.policy', {
    asked: { profiles: [], own: null },
    retention: [{ period, rule: 'plan' }],
    erasure_allowed: true,
    dispose_after: null,
    in_force_since: it.entries.at(-1)?.at ?? null,
    ...change,
  });

const hold = (it: HandMade, did: 'placed' | 'released', change: Partial<JournalData['subject.hold']> = {}) =>
  it.add('subject.hold', {
    did,
    hold_id: 'h1',
    matter: 'rook',
    custodians: [ana],
    from: null,
    to: null,
    placed_at: it.time(11),
    released_at: did === 'released' ? it.time(12) : null,
    ...change,
  });

function asked(it: HandMade, outcome: Outcome['outcome'], rule: string | null = null, valid = outcome === 'erased') {
  const { at = '' } = it.entries.at(-1) ?? {};
  const tombstone_valid = outcome === 'erased' ? valid : null;
  const outcomes = [{ record_id: 'r1', outcome, rule, tombstone_valid }];
  return it.add('subject.erasure', { erasure_id: 'e1', custodian: ana, asked_at: at, outcomes });
}

const looked = (it: HandMade, change: Partial<JournalData['subject.kept']> = {}) =>
  it.add('subject.kept', { kept: 0, missing: [], changed: [], erased: [], ...change });
const goneBy = (reason: string, change: object = {}) => ({
  erased: [{ record_id: 'r1', reason, tombstone_valid: true, content_gone: true, ...change }],
});

test('held: a record that is there still, or that went as it was asked to', () => {
  const there = withRecord();
  looked(there, { kept: 1 });
  assert.deepEqual(judge(there), { outcome: 'held', judged: 1 });
  const gone = withRecord();
  asked(gone, 'erased');
  looked(gone, goneBy('erasure:e1'));
  assert.deepEqual(judge(gone), { outcome: 'held', judged: 2 });
});

test('violated: a record vanished, or has another content', () => {
  const it = withRecord();
  looked(it, { missing: ['r1'] });
  looked(it, { changed: ['r1'] });
  assert.deepEqual(whatOf(it), ['r1 is not there any more', 'r1 has lost its content, or has another']);
  const unasked = withRecord();
  looked(unasked, goneBy('erasure:e9'));
  assert.deepEqual(whatOf(unasked), ['r1 is gone, and nobody asked for that']);
});

test('violated: erased under a hold, before its retention ends, or without a right to it', () => {
  const held = withRecord();
  hold(held, 'placed');
  asked(held, 'erased');
  assert.deepEqual(whatOf(held), ['r1 is erased although a hold covers it']);
  const retained = withRecord();
  policy(retained, 'PT30S');
  retained.at(39);
  asked(retained, 'erased');
  assert.deepEqual(whatOf(retained), ['r1 is erased before its retention ends']);
  const rightless = withRecord();
  policy(rightless, 'PT1S', { erasure_allowed: false });
  rightless.at(39).settled();
  asked(rightless, 'erased');
  assert.deepEqual(whatOf(rightless), ['r1 is erased although the policy gives no right to it']);
});

test('violated: refused although nothing keeps it, or by another rule than the one that comes first', () => {
  const free = withRecord();
  asked(free, 'refused', 'retention:plan');
  assert.deepEqual(whatOf(free), ['r1 is not erased because of retention:plan, though nothing keeps it']);
  const both = withRecord();
  policy(both, 'P1D');
  hold(both, 'placed');
  asked(both, 'refused', 'hold:rook');
  asked(both, 'refused', 'retention:plan');
  asked(both, 'refused', 'hold:castle');
  assert.deepEqual(whatOf(both), [
    'r1 is not erased because of retention:plan, though a hold comes first',
    'r1 is not erased because of hold:castle, which does not keep it',
  ]);
});

test('a hold that was released, is for somebody else, or is of another time keeps nothing', () => {
  const released = withRecord();
  hold(released, 'placed');
  hold(released, 'released');
  const others = withRecord();
  hold(others, 'placed', { custodians: [ben] });
  for (const it of [released, others]) {
    asked(it, 'erased');
    assert.equal(judge(it).outcome, 'held');
  }
  // By the time that the device gave, which the journal does not tell, the record may be in the range.
  for (const outcome of ['erased', 'refused'] as const) {
    const it = withRecord();
    hold(it, 'placed', { custodians: null, from: it.time(60) });
    asked(it, outcome, outcome === 'refused' ? 'hold:rook' : null);
    assert.equal(judge(it).outcome, 'held');
  }
  const told = handMade();
  told.at(10).record('ana', 'hello', { record_id: 'r1', device_timestamp: told.time(9) });
  hold(told, 'placed', { custodians: null, from: told.time(60) });
  asked(told, 'refused', 'hold:rook');
  assert.deepEqual(whatOf(told), ['r1 is not erased because of hold:rook, though nothing keeps it']);
});

test('a longer policy keeps what is there longer, a shorter one keeps it no shorter', () => {
  const lengthened = withRecord();
  policy(lengthened, 'PT5S');
  lengthened.at(20).settled();
  policy(lengthened, 'PT60S');
  lengthened.at(50).settled();
  asked(lengthened, 'refused', 'retention:plan');
  assert.equal(judge(lengthened).outcome, 'held');
  const shortened = withRecord();
  policy(shortened, 'PT60S');
  shortened.at(20).settled();
  policy(shortened, 'PT5S');
  shortened.at(50).settled();
  asked(shortened, 'erased');
  assert.deepEqual(whatOf(shortened), ['r1 is erased before its retention ends']);
});

test('violated: what was erased has no valid tombstone, or its content is there', () => {
  const unsigned = withRecord();
  asked(unsigned, 'erased', null, false);
  assert.deepEqual(whatOf(unsigned), ['r1 is erased without a valid tombstone']);
  const kept = withRecord();
  asked(kept, 'erased');
  looked(kept, { kept: 1 });
  assert.deepEqual(whatOf(kept), ['r1 was erased, and its content is there']);
  const left = withRecord();
  asked(left, 'erased');
  looked(left, goneBy('erasure:e1', { content_gone: false, tombstone_valid: false }));
  assert.deepEqual(whatOf(left), ['r1 has no valid tombstone', 'r1 is erased, and its content is there']);
});

test('time alone disposes of what the policy says, when nothing keeps it', () => {
  const outcome = (period: string, seconds: number, held: boolean): string => {
    const it = withRecord();
    policy(it, period, { dispose_after: 'PT30S' });
    if (held) hold(it, 'placed');
    it.at(seconds);
    looked(it, goneBy('expiry:plan'));
    return judge(it).outcome;
  };
  assert.equal(outcome('PT30S', 41, false), 'held');
  assert.equal(outcome('PT30S', 39, false), 'violated');
  assert.equal(outcome('P1D', 41, false), 'violated');
  assert.equal(outcome('PT30S', 41, true), 'violated');
});

test('an officer without an answer does not know what was done: what is gone is not held against the archive', () => {
  const it = withRecord();
  it.add('subject.error', { operation: 'erasures', reason: 'no answer: ECONNREFUSED' });
  looked(it, goneBy('erasure:e1'));
  assert.equal(judge(it).outcome, 'held');
});

test('unknown: nobody looked twice', () => {
  assert.equal(judge(withRecord()).outcome, 'unknown');
});

test('the clock of somebody else’s machine may be seconds from ours: only what is further from a deadline counts', () => {
  const foreign = (erasedAt: number): HandMade => {
    const it = withRecord();
    const [started] = it.entries;
    if (started?.kind !== 'world.started') throw new Error('a journal begins with its world');
    it.add('world.started', { ...started.data, environment: 'foreign-subject' });
    policy(it, 'PT30S');
    it.at(erasedAt);
    asked(it, 'erased');
    return it;
  };
  assert.deepEqual(whatOf(foreign(36)), ['held']);
  assert.deepEqual(whatOf(foreign(34)), ['r1 is erased before its retention ends']);
});

test('violated: erased, and the metadata rows of its message still tell the hash of the text', () => {
  const it = withRecord();
  asked(it, 'erased');
  looked(it, goneBy('erasure:e1', { hash_told: true }));
  assert.deepEqual(whatOf(it), ['r1 is erased, and metadata rows tell its content hash']);
});
