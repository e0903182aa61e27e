import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ana, ben, eve, good, groupId, type TestPhone, testPhone, text } from '../fixture.ts';
import type { PendingCommit } from './client.ts';

/** A group of Ana, Ben on two phones, and Eve; made by Ana in one commit. */
async function four(): Promise<{ a: TestPhone; b: TestPhone; b2: TestPhone; e: TestPhone }> {
  const [a, b, b2, e] = [testPhone(ana), testPhone(ben), testPhone(ben, 1), testPhone(eve)];
  const keys = await Promise.all([b, b2, e].map(async ({ client }) => (await client.keyPackages(3)).keyPackages));
  const pending = await a.client.create(
    groupId,
    keys.flatMap(([first]) => (first ? [first] : [])),
  );
  a.client.commitAccepted(groupId);
  for (const { client } of [b, b2, e]) good(await client.welcome(pending.welcome ?? text('')));
  return { a, b, b2, e };
}

const apply = async (to: readonly TestPhone[], { commit, era, epochAuthenticator }: PendingCommit) => {
  for (const { client } of to) good(await client.commit(groupId, commit, { era, epochAuthenticator }));
};
const standing = ({ client }: TestPhone) => client.group(groupId)?.epochAuthenticator;

test('all devices of a participant come in, and go, by one commit', async () => {
  const { a, b, b2, e } = await four();
  assert.deepEqual(a.client.group(groupId)?.members, [ana, ben, ben, eve]);
  const gone = await a.client.change(groupId, { remove: [ben] });
  a.client.commitAccepted(groupId);
  await apply([e], gone);
  assert.deepEqual(e.client.group(groupId)?.members, [ana, eve]);
  assert.equal(standing(a), standing(e));
  for (const { client } of [b, b2]) {
    const refused = await client.commit(groupId, gone.commit, gone);
    assert.equal(!refused.ok && refused.cause, 'removed');
    assert.equal(client.group(groupId), undefined);
    assert.equal(client.health(groupId), 'Unknown');
  }
});

test('nobody who is not there can be removed, nor oneself, and nothing changes', async () => {
  const { a, e } = await four();
  await assert.rejects(a.client.change(groupId, { remove: ['+447700900009'] }), /is not in the group/);
  await assert.rejects(a.client.change(groupId, { remove: [ana] }), /it leaves/);
  await assert.rejects(a.client.change(groupId, { removeDevices: [{ msisdn: ben, device: '1' }] }), /device 1 of/);
  assert.equal(a.client.group(groupId)?.pendingCommit, false);
  assert.equal(standing(a), standing(e));
});

test('an era advances: a new group under the same id, and what was sent before still opens', async () => {
  const { a, b, b2, e } = await four();
  const late = await e.client.protect(groupId, 'Mx1', 'text/plain', text('late'));
  const keys = await Promise.all([b, b2, e].map(async ({ client }) => (await client.keyPackages(1)).keyPackages[0]));
  const pending = await a.client.advanceEra(
    groupId,
    keys.flatMap((key) => key ?? []),
  );
  assert.equal(pending.era, 2);
  assert.equal(a.client.group(groupId)?.era, 1, 'the old era stays until the focus agrees');
  assert.equal(a.client.commitAccepted(groupId).era, 2);
  for (const { client } of [b, b2, e]) good(await client.welcome(pending.welcome ?? text('')));
  assert.equal(standing(a), standing(e));
  assert.equal(Buffer.from(good(await a.client.unprotect(groupId, 'Mx1', late.ciphertext)).body).toString(), 'late');
  const next = await a.client.protect(groupId, 'Mx2', 'text/plain', text('next'));
  for (const { client } of [b, b2, e]) good(await client.unprotect(groupId, 'Mx2', next.ciphertext, next));
});

test('a refused era advance leaves the old era as it was', async () => {
  const { a, b } = await four();
  const [key] = (await b.client.keyPackages(1)).keyPackages;
  await a.client.advanceEra(groupId, [key ?? text('')]);
  a.client.commitRefused(groupId);
  assert.equal(a.client.group(groupId)?.era, 1);
  assert.equal(a.client.health(groupId), 'Healthy');
});

test('a fork is named: two commits of one epoch, each adopted by somebody', async () => {
  const { a, b, e } = await four();
  const ours = await a.client.selfUpdate(groupId);
  a.client.commitAccepted(groupId);
  await e.client.selfUpdate(groupId);
  e.client.commitAccepted(groupId);
  await apply([b], ours);
  const sent = await e.client.protect(groupId, 'Mx1', 'text/plain', text('from the other branch'));
  const refused = await b.client.unprotect(groupId, 'Mx1', sent.ciphertext, sent);
  assert.equal(!refused.ok && refused.cause, 'fork');
  const onwards = await e.client.selfUpdate(groupId);
  const commit = await b.client.commit(groupId, onwards.commit, onwards);
  assert.equal(!commit.ok && commit.cause, 'fork');
  const forks = b.entries.filter(({ kind }) => kind === 'mls.fork').map(({ data }) => data);
  assert.equal(forks.length, 2);
  assert.deepEqual(forks[0], {
    phone: 'ben',
    group_id: groupId,
    era: 1,
    epoch: '2',
    ours: standing(a),
    theirs: standing(e),
  });
});

test('what is ahead of this client, behind it or spent is told apart', async () => {
  const { a, b, e } = await four();
  const before = await a.client.protect(groupId, 'Mx1', 'text/plain', text('once'));
  const rotation = await a.client.selfUpdate(groupId);
  a.client.commitAccepted(groupId);
  const after = await a.client.protect(groupId, 'Mx2', 'text/plain', text('after'));
  const cause = async ({ client }: TestPhone, id: string, sent: typeof after) => {
    const opened = await client.unprotect(groupId, id, sent.ciphertext, sent);
    return opened.ok ? 'opened' : opened.cause;
  };
  assert.equal(await cause(e, 'Mx2', after), 'ahead');
  await apply([b, e], rotation);
  assert.equal(await cause(e, 'Mx2', after), 'opened');
  assert.equal(await cause(e, 'Mx1', before), 'opened');
  assert.equal(await cause(e, 'Mx1', before), 'spent');
  const again = await b.client.commit(groupId, rotation.commit, rotation);
  assert.equal(!again.ok && again.cause, 'behind');
});

test('a message that is sent again tells which it was', async () => {
  const { a, e } = await four();
  const resent = { original: 'Mx1', count: 2 };
  const sent = await a.client.protect(groupId, 'Mx2', 'text/plain', text('again'), resent);
  assert.deepEqual(good(await e.client.unprotect(groupId, 'Mx2', sent.ciphertext, sent)).resent, resent);
  assert.deepEqual(a.entries.at(-1), {
    kind: 'mls.resent',
    data: { phone: 'ana', message_id: 'Mx2', original_message_id: 'Mx1', count: 2 },
  });
});

test('a device that lost everything comes back from outside, in the place of its old leaf', async () => {
  const { a, b, b2, e } = await four();
  const update = await a.client.selfUpdate(groupId);
  a.client.commitAccepted(groupId);
  await apply([b, b2, e], update);
  const fresh = testPhone(eve, 1);
  const pending = await fresh.client.rejoin(groupId, update.groupInfo ?? text(''), a.client.group(groupId));
  await apply([a, b, b2, e].slice(0, 3), pending);
  assert.equal(fresh.client.commitAccepted(groupId).members.filter((member) => member === eve).length, 1);
  assert.equal(standing(fresh), standing(a));
  const sent = await fresh.client.protect(groupId, 'Mx1', 'text/plain', text('back'));
  good(await b.client.unprotect(groupId, 'Mx1', sent.ciphertext, sent));
  const old = await e.client.unprotect(groupId, 'Mx1', sent.ciphertext, sent);
  assert.equal(old.ok, false, 'the old leaf is out');
});

test('who leaves is taken out by the next commit of somebody else', async () => {
  const { a, b, b2, e } = await four();
  const proposal = await e.client.leave(groupId);
  for (const { client } of [a, b, b2]) good(await client.proposal(groupId, proposal));
  assert.equal(a.client.proposals(groupId), 1);
  const pending = await a.client.selfUpdate(groupId);
  assert.deepEqual(a.client.commitAccepted(groupId).members, [ana, ben, ben]);
  await apply([b, b2], pending);
  assert.equal(standing(b2), standing(a));
  assert.equal(a.client.proposals(groupId), 0);
});

test('MLS is ended by a commit: everybody sees it', async () => {
  const { a, e } = await four();
  const pending = await a.client.change(groupId, { end: true });
  assert.equal(a.client.commitAccepted(groupId).health, 'DoneEndMls');
  await apply([e], pending);
  assert.equal(e.client.group(groupId)?.ended, true);
  assert.equal(e.client.health(groupId), 'DoneEndMls');
});

test('after MLS was ended no Welcome of a later era makes the group encrypted again', async () => {
  const { a, e } = await four();
  const [key] = (await e.client.keyPackages(1)).keyPackages;
  const era = await a.client.advanceEra(groupId, [key ?? text('')]);
  a.client.commitRefused(groupId);
  const end = await a.client.change(groupId, { end: true });
  a.client.commitAccepted(groupId);
  await apply([e], end);
  const taken = await e.client.welcome(era.welcome ?? text(''));
  assert.equal(!taken.ok && taken.reason, 'control-message-failed');
  assert.match(taken.ok ? '' : taken.detail, /MLS was ended/);
  const held = e.client.group(groupId);
  assert.deepEqual([held?.era, held?.ended, held?.health], [1, true, 'DoneEndMls']);
});

test('an era that was asked for begins, although another commit was accepted in the old one meanwhile', async () => {
  const { a, e } = await four();
  const [key] = (await e.client.keyPackages(1)).keyPackages;
  const era = await a.client.advanceEra(groupId, [key ?? text('')]);
  const update = await e.client.selfUpdate(groupId);
  e.client.commitAccepted(groupId);
  await apply([a], update);
  assert.deepEqual([a.client.group(groupId)?.era, a.client.group(groupId)?.epoch], [1, 2n]);
  assert.equal(a.client.commitAccepted(groupId).era, 2);
  good(await e.client.welcome(era.welcome ?? text('')));
  assert.equal(standing(e), standing(a));
});

test('a Welcome into another group than it came for changes nothing: somebody removed founds no new era of it', async () => {
  const { a, b, b2, e } = await four();
  const gone = await a.client.change(groupId, { remove: [eve] });
  a.client.commitAccepted(groupId);
  await apply([b, b2], gone);
  const [key] = (await b.client.keyPackages(1)).keyPackages;
  const { welcome = text('') } = await e.client.advanceEra(groupId, [key ?? text('')]);
  const refused = await b.client.welcome(welcome, '11111111-1c55-4e3b-9d3c-0e9a3a3c0b11');
  assert.equal(!refused.ok && refused.reason, 'control-message-failed');
  assert.deepEqual(b.client.group(groupId)?.members, [ana, ben, ben]);
  assert.equal(standing(b), standing(a));
});
