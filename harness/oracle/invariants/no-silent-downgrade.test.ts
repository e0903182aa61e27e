import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ana, ben, handMade } from '../hand-made.ts';
import { groupId, handMadeGroup } from '../hand-made-group.ts';
import { noSilentDowngrade } from './no-silent-downgrade.ts';

type It = ReturnType<typeof handMade>;
const judge = (it: It) => it.into(noSilentDowngrade.open(it.context));

/** Ana types; her carrier takes the message as a ciphertext or in clear. */
function sends(it: It, message_id: string, encrypted: boolean): number {
  it.add('handset.queued', { phone: 'ana', message_id, peer: ben, canary: null });
  return it.add('carrier.accepted', {
    carrier: 'north',
    message_id,
    from: ana,
    to: ben,
    mode: 'pager',
    content_type: encrypted ? 'message/mls' : 'text/plain',
    bytes: 100,
    era: encrypted ? 1 : null,
    epoch_authenticator: null,
  }).seq;
}

const looks = (it: It, encrypted: boolean) =>
  it.add('ui.shown', { phone: 'ana', peer: ben, encrypted, bubbles: [] }).seq;
const switches = (it: It) => it.add('ui.switched', { phone: 'ana', setting: 'e2ee', on: false });

test('held: called encrypted, left encrypted; called clear, left in clear', () => {
  const it = handMade();
  looks(it, true);
  sends(it, 'm1', true);
  looks(it, false);
  sends(it, 'm2', false);
  assert.deepEqual(judge(it), { outcome: 'held', judged: 1 });
});

test('violated: called encrypted, left in clear', () => {
  const it = handMade();
  const look = looks(it, true);
  const clear = sends(it, 'm1', false);
  const verdict = judge(it);
  assert.equal(verdict.outcome, 'violated');
  assert.deepEqual([verdict.violations[0]?.entries[0], verdict.violations[0]?.entries[2]], [look, clear]);
});

test('violated: a conversation that was encrypted goes on in clear after a switch that nobody showed', () => {
  const it = handMade();
  looks(it, true);
  sends(it, 'm1', true);
  switches(it);
  sends(it, 'm2', false);
  assert.equal(judge(it).outcome, 'violated');
});

test('not judged: nothing was encrypted yet when encryption was switched off, or the app was installed anew', () => {
  const switched = handMade();
  looks(switched, true);
  switches(switched);
  sends(switched, 'm1', false);
  assert.equal(judge(switched).outcome, 'unknown');
  const anew = handMade();
  looks(anew, true);
  sends(anew, 'm1', true);
  anew.add('handset.reinstalled', { phone: 'ana', incarnation: 2 });
  sends(anew, 'm2', false);
  assert.equal(judge(anew).outcome, 'held');
});

test('violated: either phone calls encrypted what the carrier saw in clear', () => {
  const it = handMade();
  looks(it, true);
  sends(it, 'm0', true);
  looks(it, false);
  sends(it, 'm1', false);
  it.add('handset.received', { phone: 'ben', message_id: 'm1', peer: ana, encrypted: true, canary: null });
  assert.equal(judge(it).outcome, 'violated');
});

test('unknown: nobody looked before anything was sent', () => {
  const it = handMade();
  sends(it, 'm1', true);
  assert.equal(judge(it).outcome, 'unknown');
});

for (const encrypted of [true, false])
  test(`a group that was called encrypted, and a message to it that left ${encrypted ? 'so' : 'in clear'}`, () => {
    const it = handMadeGroup();
    const canary = it.canary();
    it.looks('ana', 'Trip');
    it.writes('ana', canary, 'm1');
    for (const to of [ben, '+447700900003'])
      it.add('carrier.accepted', {
        carrier: 'north',
        message_id: 'm1',
        from: ana,
        to,
        mode: 'pager',
        content_type: 'message/mls',
        bytes: 100,
        era: encrypted ? 1 : null,
        epoch_authenticator: null,
        group_id: groupId,
      });
    const { outcome, judged } = judge(it);
    assert.deepEqual([outcome, judged], [encrypted ? 'held' : 'violated', 1]);
  });

for (const ended of [true, false])
  test(`in clear into a group ${ended ? 'in which somebody ended encryption' : 'that was renamed'}`, () => {
    const it = handMadeGroup();
    it.looks('ana', 'Trip');
    if (ended) it.add('ui.grouped', { phone: 'ben', did: 'encryption-ended', peer: 'Trip', whom: [] });
    else it.add('ui.grouped', { phone: 'ben', did: 'renamed', peer: 'Trip', whom: [], name: 'Journey' });
    it.writes('ana', it.canary(), 'm1', ended ? 'Trip' : 'Journey');
    it.add('carrier.accepted', {
      carrier: 'north',
      message_id: 'm1',
      from: ana,
      to: ben,
      mode: 'pager',
      content_type: 'text/plain',
      bytes: 100,
      era: null,
      epoch_authenticator: null,
      group_id: groupId,
    });
    assert.equal(judge(it).outcome, ended ? 'unknown' : 'violated');
  });

test('not judged: what is written after a fault ended encryption; judged: what somebody else writes', () => {
  for (const [phone, outcome] of [
    ['ben', 'unknown'],
    ['cy', 'violated'],
  ] as const) {
    const it = handMadeGroup();
    looks(it, true);
    it.add('fault.injected', { fault_id: 'f1', fault: 'mls.endMls', parameters: { phone } });
    sends(it, 'm1', false);
    assert.equal(judge(it).outcome, outcome, phone);
  }
});

test('a fault that ends encryption ends it where its phone is, or in the conversation that it names', () => {
  for (const [parameters, members, outcome] of [
    [{ phone: 'ben' }, [ben, '+447700900003'], 'unknown'],
    [{ phone: 'ben' }, ['+447700900003'], 'violated'],
    [{ phone: 'ben', peer: 'ana' }, [ben, '+447700900003'], 'violated'],
  ] as const) {
    const it = handMadeGroup();
    const group = { title: 'Trip', members: [...members] };
    it.add('ui.shown', { phone: 'ana', peer: 'Trip', encrypted: true, bubbles: [], group });
    const canary = it.canary();
    it.writes('ana', canary, 'm0');
    const leaves = (message_id: string, era: number | null) =>
      it.add('carrier.accepted', {
        carrier: 'north',
        message_id,
        from: ana,
        to: '+447700900003',
        mode: 'pager',
        content_type: 'text/plain',
        bytes: 100,
        era,
        epoch_authenticator: null,
        group_id: groupId,
      });
    it.add('fault.injected', { fault_id: 'f1', fault: 'mls.endMls', parameters });
    it.writes('ana', it.canary(), 'm1');
    leaves('m1', null);
    assert.equal(judge(it).outcome, outcome, JSON.stringify([parameters, members]));
  }
});
