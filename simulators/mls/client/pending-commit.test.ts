import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ana, ben, eve, good, groupId, testConversation, testPhone, text } from '../fixture.ts';

const type = 'text/plain';

test('a refused commit leaves the old epoch as usable as before', async () => {
  const { a, b } = await testConversation();
  const before = a.client.group(groupId);
  await a.client.selfUpdate(groupId);
  assert.equal(a.client.group(groupId)?.pendingCommit, true);
  const during = await a.client.protect(groupId, 'Mx1', type, text('during'));
  assert.equal(during.epochAuthenticator, before?.epochAuthenticator);
  good(await b.client.unprotect(groupId, 'Mx1', during.ciphertext));
  a.client.commitRefused(groupId);
  assert.deepEqual(a.client.group(groupId), before);
  const after = await a.client.protect(groupId, 'Mx2', type, text('after'));
  good(await b.client.unprotect(groupId, 'Mx2', after.ciphertext));
  assert.deepEqual(a.entries.at(-1)?.data['state'], 'discarded');
  const again = await a.client.selfUpdate(groupId);
  a.client.commitAccepted(groupId);
  good(await b.client.commit(groupId, again.commit));
});

test('of two commits for one epoch the ordered one is applied, by both, whoever hears of it first', async () => {
  const { a, b } = await testConversation();
  const [ours, theirs] = [await a.client.selfUpdate(groupId), await b.client.selfUpdate(groupId)];
  b.client.commitAccepted(groupId);
  good(await a.client.commit(groupId, theirs.commit));
  assert.deepEqual(
    a.entries.slice(-2).map(({ kind, data }) => [kind, data['state'] ?? data['by'], data['reason']]),
    [
      ['mls.commit', 'discarded', 'another commit was accepted for this epoch'],
      ['mls.epoch', 'commit', undefined],
    ],
  );
  const stale = await b.client.commit(groupId, ours.commit);
  assert.equal(!stale.ok && stale.reason, 'control-message-failed');
  a.client.commitRefused(groupId); // the focus's answer comes late and changes nothing
  assert.deepEqual(a.client.group(groupId), b.client.group(groupId));
});

test('an accepted commit whose answer got lost is noticed: it comes back, or a member speaks in its epoch', async () => {
  for (const sign of ['it comes back', 'a member speaks'] as const) {
    const { a, b } = await testConversation();
    const pending = await a.client.selfUpdate(groupId);
    good(await b.client.commit(groupId, pending.commit));
    if (sign === 'it comes back') good(await a.client.commit(groupId, pending.commit));
    else {
      const sent = await b.client.protect(groupId, 'Mx1', type, text('new epoch'));
      good(await a.client.unprotect(groupId, 'Mx1', sent.ciphertext));
      const again = await a.client.unprotect(groupId, 'Mx1', sent.ciphertext);
      assert.ok(!again.ok, 'the key is spent in the epoch it was used in');
    }
    assert.deepEqual(a.client.group(groupId), b.client.group(groupId));
    const settled = a.entries.length;
    assert.deepEqual(a.client.commitAccepted(groupId), b.client.group(groupId));
    assert.equal(a.entries.length, settled, 'the late answer changes nothing');
  }
});

test('a creation that was refused is forgotten; before the answer nothing can be sent', async () => {
  const [a, b] = [testPhone(ana), testPhone(ben)];
  const { keyPackages } = await b.client.keyPackages(1);
  const pending = await a.client.create(groupId, keyPackages);
  assert.equal(pending.era, 1);
  const view = a.client.group(groupId);
  assert.deepEqual([view?.epoch, view?.pendingCommit, view?.members], [0n, true, [ana]]);
  await assert.rejects(a.client.protect(groupId, 'Mx1', type, text('x')), /has not been accepted yet/);
  a.client.commitRefused(groupId);
  assert.equal(a.client.group(groupId), undefined);
  assert.deepEqual(a.client.groups(), []);
  assert.equal(a.entries.filter(({ kind }) => kind === 'mls.epoch').length, 0);
});

test('whose creation lost joins by the Welcome of the one that won', async () => {
  const [a, b] = [testPhone(ana), testPhone(ben)];
  const [ofA, ofB] = [await a.client.keyPackages(1), await b.client.keyPackages(1)];
  await a.client.create(groupId, ofB.keyPackages);
  const won = await b.client.create(groupId, ofA.keyPackages);
  b.client.commitAccepted(groupId);
  good(await a.client.welcome(won.welcome ?? text('')));
  a.client.commitRefused(groupId);
  assert.deepEqual(a.client.group(groupId), b.client.group(groupId));
});

test('a KeyPackage is spent by its Welcome, the last resort is not', async () => {
  const [a, b, c] = [testPhone(ana), testPhone(ben), testPhone(eve)];
  const batch = await b.client.keyPackages(1);
  assert.equal(b.client.initKeys().length, 2);
  const join = async (by: typeof a, id: string, keyPackage: Uint8Array | undefined) => {
    const pending = await by.client.create(id, [keyPackage ?? text('')]);
    by.client.commitAccepted(id);
    return b.client.welcome(pending.welcome ?? text(''));
  };
  good(await join(a, 'one', batch.keyPackages[0]));
  assert.equal(b.client.initKeys().length, 1);
  const reused = await join(c, 'two', batch.keyPackages[0]);
  assert.match(
    reused.ok ? '' : `${reused.reason} ${reused.detail}`,
    /^control-message-failed .*none of the KeyPackages/,
  );
  good(await join(a, 'three', batch.lastResort));
  good(await join(c, 'four', batch.lastResort));
  assert.equal(b.client.initKeys().length, 1);
  assert.equal(b.client.groups().length, 3);
});

test('a Welcome is applied once; for a group already held it needs a later era', async () => {
  const [a, b] = [testPhone(ana), testPhone(ben)];
  const batch = await b.client.keyPackages(0);
  const pending = await a.client.create(groupId, [batch.lastResort]);
  a.client.commitAccepted(groupId);
  good(await b.client.welcome(pending.welcome ?? text('')));
  const again = await b.client.welcome(pending.welcome ?? text(''));
  assert.match(again.ok ? '' : again.detail, /already in era 1/);
  for (const wrong of [text(''), pending.commit, batch.lastResort]) {
    const refused = await b.client.welcome(wrong);
    assert.equal(!refused.ok && refused.reason, 'control-message-failed');
  }
});

test('no single changed byte of a commit or a Welcome is applied, or harms what comes after', async () => {
  const [a, b] = [testPhone(ana), testPhone(ben)];
  const created = await a.client.create(groupId, (await b.client.keyPackages(1)).keyPackages);
  a.client.commitAccepted(groupId);
  const everyByte = async (bytes: Uint8Array, apply: (changed: Uint8Array) => Promise<{ readonly ok: boolean }>) => {
    for (let index = 0; index < bytes.length; index++) {
      const changed = Uint8Array.from(bytes);
      changed[index] = (changed[index] ?? 0) ^ (1 << (index % 8));
      assert.equal((await apply(changed)).ok, false, `byte ${index}`);
    }
  };
  const welcome = created.welcome ?? text('');
  await everyByte(welcome, (changed) => b.client.welcome(changed));
  good(await b.client.welcome(welcome));
  const rotation = await a.client.selfUpdate(groupId);
  await everyByte(rotation.commit, (changed) => b.client.commit(groupId, changed));
  good(await b.client.commit(groupId, rotation.commit));
  assert.deepEqual(a.client.commitAccepted(groupId), b.client.group(groupId));
});

test('misuse is an error that says what to do', async () => {
  const { a, b } = await testConversation();
  const named = { name: 'MlsClientError' };
  await assert.rejects(a.client.selfUpdate('nowhere'), { ...named, message: /holds no group nowhere: create it/ });
  await assert.rejects(a.client.create(groupId, []), named);
  await assert.rejects(a.client.create('new', []), named);
  await assert.rejects(a.client.create('new', [text('junk')]), { ...named, message: /KeyPackage cannot be read/ });
  assert.equal(a.client.group('new'), undefined, 'nothing is left of it');
  assert.throws(() => a.client.commitAccepted('nowhere'), named);
  assert.throws(() => a.client.commitRefused('nowhere'), named);
  await a.client.selfUpdate(groupId);
  await assert.rejects(a.client.selfUpdate(groupId), { ...named, message: /already waits/ });
  await assert.rejects(a.client.protect(groupId, 'a b', type, text('')), named);
  await assert.rejects(a.client.protect(groupId, 'Mx', 'a/b\r\nX: y', text('')), named);
  await assert.rejects(b.client.keyPackages(-1), named);
  assert.throws(() => testPhone(ana).client.commitAccepted(groupId), named);
});
