import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JournalData } from '../../../simulators/kernel/journal/kinds.ts';
import { handMade } from '../hand-made.ts';
import { mlsForwardSecrecy } from './mls-forward-secrecy.ts';
import { mlsPostCompromise } from './mls-post-compromise.ts';
import { mlsRemovedCannotRead } from './mls-removed-cannot-read.ts';

type Attempt = JournalData['adversary.attempt'];

const attempt = (power: Attempt['power'], change: Partial<Attempt>): Attempt => ({
  power,
  message_id: 'm1',
  phone: 'ben',
  incarnation: 1,
  group_id: 'g',
  epoch: '1',
  control: false,
  state: 'after reading',
  opened: false,
  ...change,
});

const rules = [
  { invariant: mlsForwardSecrecy, power: 'forward-secrecy', state: 'after reading' },
  { invariant: mlsPostCompromise, power: 'post-compromise', state: 'before rotation' },
  { invariant: mlsRemovedCannotRead, power: 'removed', state: 'wiped' },
] as const;

for (const { invariant, power, state } of rules) {
  const control = attempt(power, { control: true, opened: true, state: 'before reading' });

  test(`${invariant.id} holds when other keys open the message and the stolen ones do not`, () => {
    const it = handMade();
    it.add('adversary.attempt', control);
    it.add('adversary.attempt', attempt(power, { state }));
    assert.deepEqual(it.into(invariant.open(it.context)), { outcome: 'held', judged: 1 });
  });

  test(`${invariant.id} is violated when the stolen keys open the message, and names it`, () => {
    const it = handMade();
    it.add('handset.queued', { phone: 'ana', message_id: 'm1', peer: 'ben', canary: 'c1' });
    const { seq } = it.add('adversary.attempt', control);
    const opened = it.add('adversary.attempt', attempt(power, { state, opened: true }));
    const verdict = it.into(invariant.open(it.context));
    assert.equal(verdict.outcome, 'violated');
    const [violation, ...more] = verdict.outcome === 'violated' ? verdict.violations : [];
    assert.deepEqual(more, []);
    assert.deepEqual(
      { ...violation, what: '' },
      { what: '', message_id: 'm1', canary: 'c1', entries: [seq, opened.seq] },
    );
    assert.match(violation?.what ?? '', /ben/);
  });

  test(`${invariant.id} is unknown without a control that opened`, () => {
    for (const controls of [[], [{ ...control, opened: false }], [{ ...control, message_id: 'm2' }]]) {
      const it = handMade();
      for (const each of controls) it.add('adversary.attempt', each);
      it.add('adversary.attempt', attempt(power, { state }));
      const verdict = it.into(invariant.open(it.context));
      assert.equal(verdict.outcome, 'unknown');
      assert.match(verdict.outcome === 'unknown' ? verdict.reason : '', /control/);
    }
  });

  test(`${invariant.id} is unknown when nothing was tried, and looks at its own power alone`, () => {
    const it = handMade();
    for (const other of rules) {
      if (other.power === power) continue;
      it.add('adversary.attempt', { ...control, power: other.power });
      it.add('adversary.attempt', attempt(other.power, { opened: true }));
    }
    const verdict = it.into(invariant.open(it.context));
    assert.equal(verdict.outcome, 'unknown');
    assert.match(verdict.outcome === 'unknown' ? verdict.reason : '', /^no .*message was read/);
  });
}

test('a violation is one even without a control', () => {
  const it = handMade();
  it.add('adversary.attempt', attempt('removed', { opened: true, state: 'wiped' }));
  assert.equal(it.into(mlsRemovedCannotRead.open(it.context)).outcome, 'violated');
});
