import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ana, ben, type HandMade, handMade } from '../hand-made.ts';
import { mlsAgreement } from './mls-agreement.ts';

const judge = (it: HandMade) => it.into(mlsAgreement.open(it.context));
function stands(it: HandMade, phone: string, era: number, epoch: number, authenticator: string, members = 2): number {
  const at = { group_id: 'g1', era, epoch: String(epoch), epoch_authenticator: authenticator, members };
  return it.add('mls.epoch', { phone, ...at, by: 'commit' }).seq;
}

test('held: both stand in the last epoch with one authenticator', () => {
  const it = handMade();
  stands(it, 'ana', 1, 0, 'a0', 1);
  for (const [epoch, authenticator] of [
    [1, 'a1'],
    [2, 'a2'],
  ] as const) {
    stands(it, 'ana', 1, epoch, authenticator);
    stands(it, 'ben', 1, epoch, authenticator);
  }
  it.settled();
  assert.deepEqual(judge(it), { outcome: 'held', judged: 1 });
});

test('held, but named: a fork that healed', () => {
  const it = handMade();
  stands(it, 'ana', 1, 3, 'left');
  stands(it, 'ben', 1, 3, 'right');
  stands(it, 'ana', 2, 1, 'new');
  stands(it, 'ben', 2, 1, 'new');
  it.settled();
  assert.deepEqual(judge(it), { outcome: 'held', judged: 1, note: 'forks that healed: group g1 in era 1 epoch 3' });
});

test('violated: a fork, a member left behind, a member that never joined', () => {
  const fork = handMade();
  const seqs = [stands(fork, 'ana', 1, 3, 'left'), stands(fork, 'ben', 1, 3, 'right')];
  fork.settled();
  const forked = judge(fork);
  assert.ok(forked.outcome === 'violated');
  assert.match(forked.violations[0]?.what ?? '', /fork in era 1 epoch 3/);
  assert.deepEqual([...(forked.violations[0]?.entries ?? [])].sort(), seqs);

  const late = handMade();
  stands(late, 'ana', 1, 1, 'a1');
  stands(late, 'ben', 1, 1, 'a1');
  stands(late, 'ben', 1, 2, 'a2');
  late.settled();
  const left = judge(late);
  assert.ok(left.outcome === 'violated');
  assert.match(left.violations[0]?.what ?? '', /ana stands in era 1 epoch 1, ben in era 1 epoch 2/);

  const absent = handMade();
  stands(absent, 'ana', 1, 1, 'a1');
  absent.settled();
  const alone = judge(absent);
  assert.ok(alone.outcome === 'violated');
  assert.match(alone.violations[0]?.what ?? '', /2 members, only 1/);
});

test('a group whose creating commit was refused, and the groups of a wiped phone, are forgotten', () => {
  const it = handMade();
  stands(it, 'ana', 1, 0, 'mine', 1);
  const refused = { group_id: 'g1', era: 1, epoch: '0', state: 'discarded', reason: 'invalid-commit' } as const;
  it.add('mls.commit', { phone: 'ana', ...refused });
  stands(it, 'cid', 1, 1, 'a1');
  it.add('handset.reinstalled', { phone: 'cid', incarnation: 2 });
  stands(it, 'ana', 1, 2, 'a2');
  stands(it, 'ben', 1, 2, 'a2');
  it.settled();
  assert.equal(judge(it).outcome, 'held');
});

test('unknown: no group, or never at rest', () => {
  const none = handMade();
  none.settled();
  assert.equal(judge(none).outcome, 'unknown');
  const moving = handMade();
  stands(moving, 'ana', 1, 1, 'a1');
  stands(moving, 'ben', 1, 1, 'a1');
  assert.equal(judge(moving).outcome, 'unknown');
});

test('memory holds where phones stand, not where they stood', () => {
  const it = handMade();
  const fold = mlsAgreement.open(it.context);
  for (let epoch = 1; epoch <= 500; epoch++) {
    stands(it, 'ana', 1, epoch, `a${epoch}`);
    stands(it, 'ben', 1, epoch, `a${epoch}`);
    for (const entry of it.entries.splice(0)) fold.entry(entry);
    assert.ok(fold.open() <= 4, `${fold.open()} states were held on to`);
  }
});

/** Two in a group that a carrier hosts. */
function hosted(it: HandMade): void {
  const roster = { carrier: 'north', group_id: 'g1', by: ana, members: [ana, ben] };
  it.add('carrier.group', { ...roster, change: 'created', affected: [ana, ben] });
  stands(it, 'ana', 1, 1, 'a1');
  stands(it, 'ben', 1, 1, 'a1');
}

function removed(it: HandMade): void {
  it.add('carrier.group', {
    carrier: 'north',
    group_id: 'g1',
    by: ana,
    members: [ana],
    change: 'removed',
    affected: [ben],
  });
}

test('who was taken off the roster has no leaf, and gives the group up', () => {
  const good = handMade();
  hosted(good);
  removed(good);
  stands(good, 'ana', 1, 2, 'a2', 1);
  good.add('mls.forgotten', { phone: 'ben', group_id: 'g1', reason: 'removed' });
  stands(good, 'ana', 1, 3, 'a3', 2);
  good.settled();
  const leaf = judge(good);
  assert.ok(leaf.outcome === 'violated');
  assert.match(leaf.violations[0]?.what ?? '', /2 members, only 1/);

  const stays = handMade();
  hosted(stays);
  removed(stays);
  stands(stays, 'ana', 1, 2, 'a2', 2);
  stays.settled();
  const there = judge(stays);
  assert.ok(there.outcome === 'violated');
  assert.match(there.violations[0]?.what ?? '', /ben was taken off the roster, and stands in era 1 epoch 1/);
});

test('who stands in a group is on its roster', () => {
  const it = handMade();
  it.add('carrier.group', {
    ...{ carrier: 'north', group_id: 'g1', by: ana, change: 'created' },
    ...{ affected: [ana], members: [ana] },
  });
  stands(it, 'ana', 1, 1, 'a1');
  stands(it, 'ben', 1, 1, 'a1');
  it.settled();
  const judged = judge(it);
  assert.ok(judged.outcome === 'violated');
  assert.match(judged.violations[0]?.what ?? '', /ben .* is not on the roster/);
});

test('a device that was given up stands nowhere, and has no leaf', () => {
  const given = () => {
    const it = handMade();
    it.add('mls.identity', { phone: 'tab', incarnation: 1, signature_key: 'k', device: '350000000000017' });
    for (const phone of ['ana', 'ben', 'tab']) stands(it, phone, 1, 1, 'a1', 3);
    it.add('carrier.revoked', { carrier: 'north', msisdn: ana, device: '350000000000017' });
    return it;
  };
  const held = given();
  for (const phone of ['ana', 'ben']) stands(held, phone, 1, 2, 'a2', 2);
  held.settled();
  assert.equal(judge(held).outcome, 'held');

  const stays = given();
  stays.settled();
  const kept = judge(stays);
  assert.ok(kept.outcome === 'violated');
  assert.match(kept.violations[0]?.what ?? '', /3 members, only 2/);

  const follows = given();
  for (const phone of ['ana', 'ben', 'tab']) stands(follows, phone, 1, 2, 'a2', 3);
  follows.settled();
  const still = judge(follows);
  assert.ok(still.outcome === 'violated');
  assert.match(still.violations[0]?.what ?? '', /tab was taken off the roster, and stands in era 1 epoch 2/);

  const back = given();
  back.add('mls.identity', { phone: 'tab', incarnation: 2, signature_key: 'l', device: '350000000000017' });
  for (const phone of ['ana', 'ben', 'tab']) stands(back, phone, 1, 2, 'a2', 3);
  back.settled();
  assert.equal(judge(back).outcome, 'held', 'paired anew');
});

for (const [what, writes, lost, outcome] of [
  ['and nobody has written since', false, true, 'held'],
  ['and somebody has written since', true, true, 'violated'],
  ['though none was kept from anybody', false, false, 'violated'],
] as const)
  test(`${outcome}: a phone has missed a commit, ${what}`, () => {
    const it = handMade();
    for (const phone of ['ana', 'ben']) stands(it, phone, 1, 1, 'a1');
    if (lost) it.add('fault.injected', { fault_id: 'f1', fault: 'mls.commitLost', parameters: { phone: 'ben' } });
    stands(it, 'ana', 1, 2, 'a2');
    if (lost) it.add('fault.healed', { fault_id: 'f1', fault: 'mls.commitLost' });
    if (writes)
      it.add('carrier.accepted', {
        carrier: 'north',
        message_id: 'm1',
        from: ana,
        to: ben,
        mode: 'pager',
        content_type: 'message/mls',
        bytes: 100,
        era: 1,
        epoch_authenticator: 'a2',
      });
    it.settled();
    assert.equal(judge(it).outcome, outcome);
  });

for (const changes of [true, false])
  test(`${changes ? 'violated' : 'held'}: the commit that a phone has missed ${changes ? 'changed' : 'left'} the roster`, () => {
    const it = handMade();
    for (const phone of ['ana', 'ben']) stands(it, phone, 1, 1, 'a1');
    it.add('fault.injected', { fault_id: 'f1', fault: 'mls.commitLost', parameters: { phone: 'ben' } });
    const place = { carrier: 'north', group_id: 'g1' };
    it.add('carrier.commit', { ...place, from: ana, era: 1, epoch: 1, accepted: true, reason: null });
    const members = [ana, ben, '+447700900003'];
    const change = changes ? 'added' : 'subject';
    it.add('carrier.group', { ...place, change, by: ana, affected: members.slice(2), members });
    stands(it, 'ana', 1, 2, 'a2');
    it.settled();
    assert.equal(judge(it).outcome, changes ? 'violated' : 'held');
  });

test('who was wiped while their commit that makes a group waited for its answer stands nowhere', () => {
  for (const wiped of [true, false]) {
    const it = handMade();
    it.add('mls.commit', { phone: 'ana', group_id: 'g1', era: 1, epoch: '0', state: 'pending', reason: null });
    if (wiped) it.add('handset.reinstalled', { phone: 'ana', incarnation: 2 });
    stands(it, 'ben', 1, 1, 'a1');
    it.settled();
    assert.equal(judge(it).outcome, wiped ? 'held' : 'violated');
  }
});

test('who was out of step when MLS ended is excused only where it ended, and only while the phone knows it', () => {
  const outOfStep = (ended: boolean, knows: boolean): string => {
    const it = handMade();
    const health = (phone: string, to: 'DoneEndMls' | 'CannotHealDuringEndMls'): void =>
      void it.add('mls.health', { phone, group_id: 'g1', from: 'Healthy', to, why: 'a member ended MLS' });
    stands(it, 'ana', 1, 3, 'left');
    stands(it, 'ben', 1, 3, 'right');
    stands(it, 'ana', 1, 4, 'end');
    if (ended) health('ana', 'DoneEndMls');
    if (knows) health('ben', 'CannotHealDuringEndMls');
    it.settled();
    return judge(it).outcome;
  };
  assert.deepEqual(
    [outOfStep(true, true), outOfStep(true, false), outOfStep(false, true)],
    ['held', 'violated', 'violated'],
  );
});
