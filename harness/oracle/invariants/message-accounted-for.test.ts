import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ana, ben, handMade } from '../hand-made.ts';
import { cy, groupId, handMadeGroup, incoming, outgoing } from '../hand-made-group.ts';
import { messageAccountedFor } from './message-accounted-for.ts';

const judge = (it: ReturnType<typeof handMade>) => it.into(messageAccountedFor.open(it.context));

test('held: one message received, one shown as failed; other text around the canary does not matter', () => {
  const it = handMade();
  const [first, second] = [it.canary(), it.canary()];
  it.sent('ana', `hello ${first}`, first);
  it.sent('ben', `again ${second}`, second);
  it.shown('ben', { direction: 'in', body: `HELLO ${first}!`, status: null });
  it.shown('ben', { direction: 'out', body: `again ${second}`, status: 'failed' });
  it.settled();
  assert.deepEqual(judge(it), { outcome: 'held', judged: 2 });
});

test('violated: neither shown where it went nor failed where it came from, with what shows it', () => {
  const it = handMade();
  const canary = it.canary();
  const sent = it.sent('ana', `hello ${canary}`, canary);
  it.add('handset.queued', { phone: 'ana', message_id: 'Mx1', peer: '+447700900002', canary });
  it.settled();
  it.shown('ana', { direction: 'out', body: `hello ${canary}`, status: 'delivered' });
  it.shown('ben');
  const verdict = judge(it);
  assert.equal(verdict.outcome, 'violated');
  assert.equal(verdict.judged, 1);
  const [violation] = verdict.violations;
  assert.deepEqual([violation?.canary, violation?.message_id, violation?.entries], [canary, 'Mx1', [sent.seq]]);
});

test('violated: a failure that was later taken back, and an undecryptable bubble, account for nothing', () => {
  const it = handMade();
  const canary = it.canary();
  it.sent('ana', `hello ${canary}`, canary);
  it.shown('ana', { direction: 'out', body: `hello ${canary}`, status: 'failed' });
  it.settled();
  it.shown('ana', { direction: 'out', body: `hello ${canary}`, status: 'sent' });
  it.shown('ben', { direction: 'in', body: canary, status: 'undecryptable' });
  assert.equal(judge(it).outcome, 'violated');
});

test('unknown: nothing sent, nobody looked, never settled, not recognisable', () => {
  const nothing = handMade();
  nothing.settled();
  assert.deepEqual(judge(nothing), { outcome: 'unknown', judged: 0, reason: 'no message was sent' });

  const unseen = handMade();
  const canary = unseen.canary();
  unseen.sent('ana', `hello ${canary}`, canary);
  unseen.settled();
  unseen.shown('ana', { direction: 'out', body: `hello ${canary}`, status: 'sent' });
  const verdict = judge(unseen);
  assert.ok(verdict.outcome === 'unknown' && /nobody looked/.test(verdict.reason));

  const early = handMade();
  const other = early.canary();
  early.sent('ana', `hello ${other}`, other);
  const cut = judge(early);
  assert.ok(cut.outcome === 'unknown' && /never settled/.test(cut.reason));

  const strange = handMade();
  strange.sent('ana', 'hello', 'GR1');
  strange.settled();
  const lost = judge(strange);
  assert.ok(lost.outcome === 'unknown' && /valid canary/.test(lost.reason));
});

test('memory holds only what is under way', () => {
  const it = handMade();
  const fold = messageAccountedFor.open(it.context);
  let most = 0;
  for (let i = 0; i < 1000; i++) {
    const canary = it.canary();
    it.sent('ana', `hello ${canary}`, canary);
    it.shown('ben', { direction: 'in', body: `hello ${canary}`, status: null });
    for (const entry of it.entries.splice(0)) fold.entry(entry);
    most = Math.max(most, fold.open());
  }
  it.settled();
  assert.equal(it.into(fold).judged, 1000);
  assert.ok(most <= 2, `${most} messages were held on to`);
});

test('a phone that lost its messages need not show them if they had arrived; what was typed on it is not judged', () => {
  const it = handMade();
  const [arrived, shown, never, typed] = [it.canary(), it.canary(), it.canary(), it.canary()];
  for (const canary of [arrived, shown, never]) it.sent('ana', `hello ${canary}`, canary);
  it.sent('ben', `again ${typed}`, typed);
  const received = { phone: 'ben', message_id: 'Mx1', peer: '+447700900001', encrypted: true, canary: arrived };
  it.add('handset.received', received);
  it.add('handset.reinstalled', { phone: 'ben', incarnation: 2 });
  it.settled();
  it.shown('ana', { direction: 'out', body: `hello ${shown}`, status: 'delivered' });
  it.shown('ben');
  const verdict = judge(it);
  assert.deepEqual([verdict.outcome, verdict.judged], ['violated', 3]);
  assert.deepEqual('violations' in verdict && verdict.violations.map(({ canary }) => canary), [never]);
});

test('in a group everybody shows it, under whatever title; a second message shown as failed is accounted for too', () => {
  const it = handMadeGroup();
  const [first, second] = [it.canary(), it.canary()];
  it.writes('ana', first, 'M1');
  it.writes('ben', second, 'M2');
  it.looks('ben', 'Journey', incoming(first, 'Ana'), outgoing(second, 'failed'));
  it.looks('cy', 'Trip', incoming(first, 'Ana'));
  it.settled();
  assert.deepEqual(judge(it), { outcome: 'held', judged: 2 });
});

test('violated in a group: one does not show it, who is named; unknown when that one was not looked at', () => {
  const it = handMadeGroup();
  const canary = it.canary();
  it.writes('ana', canary, 'M1');
  it.settled();
  it.looks('ana', 'Trip', outgoing(canary, 'sent'));
  it.looks('ben', 'Trip', incoming(canary, 'Ana'));
  const unseen = judge(it);
  assert.ok(unseen.outcome === 'unknown' && /nobody looked/.test(unseen.reason));
  it.looks('cy', 'Trip');
  const verdict = judge(it);
  assert.ok(verdict.outcome === 'violated');
  assert.deepEqual(
    verdict.violations.map(({ what, message_id }) => [what, message_id]),
    [['lost: ana sent it, cy does not show it, and ana does not show it as failed', 'M1']],
  );
});

const change = (what: 'created' | 'left' | 'added', affected: string[], members: string[]) => ({
  carrier: 'north',
  group_id: groupId,
  change: what,
  by: ana,
  affected,
  members,
});
const accepted = (message_id: string, to: string) => ({
  carrier: 'north',
  message_id,
  from: ana,
  to,
  mode: 'pager' as const,
  content_type: 'message/mls',
  bytes: 100,
  era: 1,
  epoch_authenticator: null,
  group_id: groupId,
});

for (const left of [true, false])
  test(`${left ? 'held: who left a group need not' : 'violated: who stays in a group must'} show what was under way`, () => {
    const it = handMadeGroup();
    const canary = it.canary();
    it.add('carrier.group', change('created', [ben, cy], [ana, ben, cy]));
    it.writes('ana', canary, 'M1');
    it.add('carrier.accepted', accepted('M1', ben));
    if (left) it.add('carrier.group', change('left', [cy], [ana, ben]));
    it.settled();
    it.looks('ana', 'Trip', outgoing(canary, 'sent'));
    it.looks('ben', 'Trip', incoming(canary, 'Ana'));
    it.looks('cy', 'Trip');
    assert.equal(judge(it).outcome, left ? 'held' : 'violated');
  });

test('the carrier says who is in the group when it takes a message, whatever its sender knew', () => {
  const it = handMadeGroup();
  const [before, after] = [it.canary(), it.canary()];
  const group = { title: 'Trip', members: [ben] };
  it.add('carrier.group', change('created', [ben], [ana, ben]));
  it.writes('ana', before, 'M1'); // the phone believes that Cy is in it
  it.add('carrier.accepted', accepted('M1', ben));
  it.add('carrier.group', change('added', [cy], [ana, ben, cy]));
  it.add('ui.sent', { phone: 'ana', peer: 'Trip', body: `hello ${after}`, canary: after, group });
  it.add('handset.queued', { phone: 'ana', message_id: 'M2', peer: groupId, canary: after, group_id: groupId });
  it.add('carrier.accepted', accepted('M2', ben));
  it.settled();
  it.looks('ana', 'Trip', outgoing(before, 'delivered'), outgoing(after, 'sent'));
  it.looks('ben', 'Trip', incoming(before, 'Ana'), incoming(after, 'Ana'));
  it.looks('cy', 'Trip');
  const verdict = judge(it);
  assert.deepEqual('violations' in verdict && verdict.violations.map(({ canary }) => canary), [after]);
});

test('a group that was renamed is the same: looks under the new title count', () => {
  const it = handMadeGroup();
  it.writes('ana', it.canary(), 'M1');
  it.add('ui.grouped', { phone: 'ben', did: 'renamed', peer: 'Trip', whom: [], name: 'Journey' });
  it.settled();
  const look = { peer: 'Journey', encrypted: true, bubbles: [] };
  const members = (...numbers: string[]) => ({ title: 'Journey', members: numbers });
  it.add('ui.shown', { ...look, phone: 'ana', group: members(ben) });
  it.add('ui.shown', { ...look, phone: 'ben', group: members(ana) });
  it.add('ui.shown', { ...look, phone: 'cy', group: members(ben) });
  assert.equal(judge(it).outcome, 'violated', 'not unknown: everybody looked');
});
