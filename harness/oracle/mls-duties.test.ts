import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ana, ben, type HandMade, handMade } from './hand-made.ts';
import { mlsDuties } from './mls-duties.ts';

const dayMs = 24 * 60 * 60 * 1000;
const startMs = Date.parse('2026-11-22T08:00:00.000Z');

function judged(it: HandMade): string[] {
  const duties = mlsDuties();
  for (const entry of it.entries) duties.entry(entry);
  const violations = duties.violations();
  assert.ok(violations.every(({ entries }) => entries.length > 0));
  return violations.map(({ what }) => what);
}

function stands(
  it: HandMade,
  phone: string,
  epoch: number,
  authenticator: string,
  by: 'commit' | 'own-commit' = 'commit',
) {
  const at = { group_id: 'g1', era: 1, epoch: String(epoch), epoch_authenticator: authenticator, members: 2 };
  it.add('mls.epoch', { phone, ...at, by });
}

function sends(it: HandMade, id: string, from: string, to: string, authenticator: string): void {
  const about = { carrier: 'north', message_id: id, to, mode: 'pager' } as const;
  const sealed = { content_type: 'message/mls', bytes: 1, era: 1, epoch_authenticator: authenticator };
  it.add('carrier.accepted', { ...about, from, ...sealed });
  it.add('carrier.delivered', about);
}

function commits(it: HandMade, from: string, epoch: number, accepted: boolean): void {
  const reason = accepted ? null : 'incorrect-epoch';
  it.add('carrier.commit', { carrier: 'north', group_id: 'g1', from, era: 1, epoch, accepted, reason });
}

test('a fork that somebody is written to in has to be named', () => {
  const forked = (): HandMade => {
    const it = handMade();
    stands(it, 'ana', 2, 'left');
    stands(it, 'ben', 2, 'right');
    sends(it, 'm1', ana, ben, 'left');
    return it;
  };
  assert.match(judged(forked()).join(), /ben was written to in another era 1 epoch 2/);
  const named = forked();
  named.add('mls.fork', { phone: 'ben', group_id: 'g1', era: 1, epoch: '2', ours: 'right', theirs: 'left' });
  assert.deepEqual(judged(named), []);
  const lost = forked();
  lost.add('handset.reinstalled', { phone: 'ben', incarnation: 2 });
  assert.deepEqual(judged(lost), [], 'who lost its state owes nothing');
  const late = handMade();
  stands(late, 'ana', 2, 'left');
  stands(late, 'ben', 2, 'right');
  late.add('handset.reinstalled', { phone: 'ben', incarnation: 2 });
  sends(late, 'm1', ana, ben, 'left');
  assert.deepEqual(judged(late), [], 'nor what comes for the installation before');
  const same = handMade();
  stands(same, 'ana', 2, 'one');
  stands(same, 'ben', 2, 'one');
  sends(same, 'm1', ana, ben, 'one');
  assert.deepEqual(judged(same), []);
});

test('one commit is accepted for an epoch, and nobody goes on by a refused one', () => {
  const good = handMade();
  commits(good, ana, 1, true);
  commits(good, ben, 1, false);
  stands(good, 'ana', 2, 'a2', 'own-commit');
  stands(good, 'ben', 2, 'a2');
  commits(good, ben, 2, false);
  commits(good, ben, 2, true);
  stands(good, 'ben', 3, 'a3', 'own-commit');
  assert.deepEqual(judged(good), []);
  const both = handMade();
  commits(both, ana, 1, true);
  commits(both, ben, 1, true);
  assert.match(judged(both).join(), /two commits were accepted for era 1 epoch 1/);
  const stubborn = handMade();
  commits(stubborn, ben, 1, false);
  stands(stubborn, 'ben', 2, 'b2', 'own-commit');
  assert.match(judged(stubborn).join(), /ben went on by a commit that the focus of group g1 had refused/);
});

test('nothing is encrypted in an epoch in which MLS has ended', () => {
  const it = handMade();
  stands(it, 'ana', 2, 'before');
  stands(it, 'ana', 3, 'end');
  const health = { phone: 'ana', group_id: 'g1', from: 'Healthy', why: 'a member ended MLS' };
  it.add('mls.health', { ...health, to: 'DoneEndMls' });
  sends(it, 'm1', ben, ana, 'before');
  assert.deepEqual(judged(it), [], 'it was on its way');
  sends(it, 'm2', ben, ana, 'end');
  assert.match(judged(it).join(), /is encrypted in an epoch in which MLS has ended/);
});

test('no KeyPackages are taken with a certificate that ends within 30 days', () => {
  const uploads = (days: number): string[] => {
    const it = handMade();
    const of = { carrier: 'south', msisdn: ben, device: '350000923499867' };
    it.add('carrier.certified', { ...of, not_after_ms: startMs + days * dayMs });
    it.add('carrier.keypackages', { ...of, stored: 10, last_resort: true });
    return judged(it);
  };
  assert.deepEqual(uploads(30), []);
  assert.match(uploads(29).join(), /ends within 30 days/);
});
