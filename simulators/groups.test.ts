import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PhoneConfig } from './cast.ts';
import { type GroupWorld, groupWorld } from './group-world.test-support.ts';
import { testSeed } from './kernel/test-seed.ts';

const seed = testSeed();
const three: readonly PhoneConfig[] = [
  { name: 'ana', os: 'android', carrier: 'north' },
  { name: 'ben', os: 'ios', carrier: 'south' },
  { name: 'cleo', os: 'android', carrier: 'south' },
  { name: 'dora', os: 'ios', carrier: 'north' },
];

/** Ana makes a group with Ben and Cleo. */
async function withGroup(): Promise<GroupWorld> {
  const w = await groupWorld(seed, three);
  w.phone('ana').createGroup([w.msisdn('ben'), w.msisdn('cleo')], 'Harbour walk');
  assert.equal(await w.settle(), true);
  return w;
}

const standing = (w: GroupWorld, name: string) => w.group(name).encryption?.epochAuthenticator;

function together(w: GroupWorld, names: readonly string[]): void {
  for (const name of names) assert.equal(standing(w, name), standing(w, names[0] ?? ''), name);
  assert.notEqual(standing(w, names[0] ?? ''), undefined);
}

test('three phones of two systems and carriers talk in one encrypted group', async () => {
  const w = await withGroup();
  together(w, ['ana', 'ben', 'cleo']);
  for (const name of ['ana', 'ben', 'cleo']) {
    assert.equal(w.group(name).transport, 'rcs-encrypted', name);
    assert.equal(w.group(name).group.subject, 'Harbour walk', name);
    assert.equal(w.group(name).group.members.length, 2, name);
  }
  w.phone('ana').send(w.group('ana').id, 'hello both');
  w.phone('cleo').send(w.group('cleo').id, 'hello');
  assert.equal(await w.settle(), true);
  assert.deepEqual(w.shown('ben').sort(), ['in hello', 'in hello both']);
  assert.equal(w.group('ben').messages[0]?.sender !== undefined, true);
  w.phone('ben').read(w.group('ben').id);
  await w.settle();
  assert.equal(w.shown('ana')[0], 'out hello both delivered', 'read by one of two is delivered');
  w.phone('cleo').read(w.group('cleo').id);
  await w.settle();
  assert.equal(w.shown('ana')[0], 'out hello both displayed');
  assert.ok(w.entries('handset.sent').every(({ data }) => data.encrypted));
  w.world.end();
});

test('the name that a group begins with renames nothing; a later one does, and so does the first of an unnamed group by another', async () => {
  const w = await withGroup();
  const happened = (name: string) => w.group(name).group.notices.map(({ what }) => what);
  for (const name of ['ana', 'ben', 'cleo']) assert.deepEqual(happened(name), ['created'], name);
  w.phone('ana').renameGroup(w.group('ana').id, 'Mountain walk');
  assert.equal(await w.settle(), true);
  for (const name of ['ana', 'ben', 'cleo']) assert.deepEqual(happened(name), ['created', 'renamed'], name);
  assert.equal(w.group('ben').group.subject, 'Mountain walk');
  w.world.end();
  const unnamed = await groupWorld(seed, three);
  unnamed.phone('ana').createGroup([unnamed.msisdn('ben'), unnamed.msisdn('cleo')]);
  await unnamed.settle();
  unnamed.phone('ben').renameGroup(unnamed.group('ben').id, 'Harbour walk');
  assert.equal(await unnamed.settle(), true);
  assert.deepEqual(
    unnamed.group('ana').group.notices.map(({ what }) => what),
    ['created', 'renamed'],
  );
  unnamed.world.end();
});

test('somebody who is added reads what comes, not what was; somebody removed reads nothing more', async () => {
  const w = await withGroup();
  w.phone('ana').send(w.group('ana').id, 'before');
  await w.settle();
  w.phone('ben').addMembers(w.group('ben').id, [w.msisdn('dora')]);
  assert.equal(await w.settle(), true);
  together(w, ['ana', 'ben', 'cleo', 'dora']);
  w.phone('cleo').send(w.group('cleo').id, 'welcome');
  await w.settle();
  assert.deepEqual(w.shown('dora'), ['in welcome']);
  w.phone('ana').removeMember(w.group('ana').id, w.msisdn('ben'));
  assert.equal(await w.settle(), true);
  together(w, ['ana', 'cleo', 'dora']);
  assert.equal(w.group('ben').group.left, true);
  assert.equal(w.group('ben').encryption, undefined);
  w.phone('dora').send(w.group('dora').id, 'without ben');
  await w.settle();
  assert.deepEqual(w.shown('ben'), ['in before', 'in welcome']);
  assert.equal(w.shown('cleo').at(-1), 'in without ben');
  assert.deepEqual(
    w.group('cleo').group.notices.map(({ what }) => what),
    ['created', 'added', 'removed'],
  );
  w.world.end();
});

test('who leaves is out at once, and somebody else commits it', async () => {
  const w = await withGroup();
  w.phone('ben').leaveGroup(w.group('ben').id);
  assert.equal(await w.settle(), true);
  together(w, ['ana', 'cleo']);
  assert.equal(w.group('ben').group.left, true);
  assert.deepEqual(w.group('ana').encryption?.devices?.length, 2);
  w.phone('ben').send(w.group('ben').id, 'into the void');
  await w.settle();
  assert.equal(w.shown('ben').at(-1), 'out into the void failed');
  w.world.end();
});

test('a member without keys keeps the whole group from being encrypted, and it says so', async () => {
  const w = await groupWorld(seed, three);
  w.phone('cleo').setE2ee(false);
  w.phone('cleo').reinstall();
  await w.settle();
  w.phone('ana').createGroup([w.msisdn('ben'), w.msisdn('cleo')]);
  assert.equal(await w.settle(), true);
  assert.equal(w.group('ana').transport, 'rcs');
  w.phone('ana').send(w.group('ana').id, 'in clear');
  w.phone('ben').send(w.group('ben').id, 'in clear, too');
  assert.equal(await w.settle(), true);
  assert.deepEqual(w.shown('cleo').sort(), ['in in clear', 'in in clear, too']);
  assert.ok(w.entries('handset.sent').every(({ data }) => !data.encrypted));
  w.phone('cleo').setE2ee(true);
  await w.settle();
  w.phone('ana').send(w.group('ana').id, 'still');
  await w.settle();
  assert.equal(w.group('ana').transport, 'rcs', 'nothing becomes encrypted by itself');
  w.world.end();
});

test('an encrypted group refuses to send while its phone may not encrypt', async () => {
  const w = await withGroup();
  w.phone('ben').setE2ee(false);
  await w.settle();
  w.phone('ben').send(w.group('ben').id, 'not this');
  await w.settle();
  assert.deepEqual(w.shown('ben'), ['out not this failed']);
  w.world.end();
});

test('encryption is ended by a commit that everybody sees; then all goes in clear', async () => {
  const w = await withGroup();
  w.phone('cleo').endEncryption(w.group('cleo').id);
  assert.equal(await w.settle(), true);
  for (const name of ['ana', 'ben', 'cleo']) {
    assert.equal(w.group(name).encryption?.ended, true, name);
    assert.equal(w.group(name).encryption?.health, 'DoneEndMls', name);
    assert.equal(w.group(name).transport, 'rcs', name);
    assert.equal(w.group(name).group.notices.at(-1)?.what, 'encryption-ended', name);
  }
  w.phone('ana').send(w.group('ana').id, 'in clear now');
  await w.settle();
  assert.equal(w.shown('ben').at(-1), 'in in clear now');
  w.world.end();
});

/** Nobody is refused again and again, and everybody reads, in clear, what `writer` writes. */
async function writesInClear(w: GroupWorld, writer: string, readers: readonly string[]): Promise<void> {
  w.phone(writer).send(w.group(writer).id, `of ${writer}`);
  assert.equal(await w.settle(), true);
  for (const name of readers) assert.equal(w.shown(name).at(-1), `in of ${writer}`, name);
  assert.equal(w.shown(writer).at(-1), `out of ${writer} delivered`);
  assert.equal(w.group(writer).transport, 'rcs');
  assert.equal(w.group(writer).group.notices.filter(({ what }) => what === 'encryption-ended').length, 1);
  assert.equal(w.entries('carrier.commit').filter(({ data }) => data.reason === 'mls-group-has-end-mls').length, 0);
}

test('who is added after encryption was ended writes in clear like everybody else', async () => {
  const w = await withGroup();
  w.phone('cleo').endEncryption(w.group('cleo').id);
  assert.equal(await w.settle(), true);
  w.phone('ana').addMembers(w.group('ana').id, [w.msisdn('dora')]);
  assert.equal(await w.settle(), true);
  await writesInClear(w, 'dora', ['ana', 'ben', 'cleo']);
  await writesInClear(w, 'ana', ['ben', 'cleo', 'dora']);
  w.world.end();
});

test('so does who is reinstalled after it, and nothing becomes encrypted again', async () => {
  const w = await withGroup();
  w.phone('cleo').endEncryption(w.group('cleo').id);
  assert.equal(await w.settle(), true);
  w.phone('ben').reinstall();
  await w.settle();
  w.phone('ana').renameGroup(w.group('ana').id, 'Harbour');
  assert.equal(await w.settle(), true);
  await writesInClear(w, 'ben', ['ana', 'cleo']);
  await writesInClear(w, 'ana', ['ben', 'cleo']);
  assert.equal(w.group('ana').encryption?.ended, true);
  w.world.end();
});

test('what was written while a conversation was encrypted does not go in clear, although encryption ends meanwhile', async () => {
  const w = await withGroup();
  w.phone('cleo').endEncryption(w.group('cleo').id);
  w.phone('cleo').send(w.group('cleo').id, 'written too early');
  assert.equal(await w.settle(), true);
  assert.deepEqual(w.shown('cleo'), ['out written too early failed']);
  assert.deepEqual(w.shown('ana'), []);
  w.phone('ben').leaveGroup(w.group('ben').id);
  assert.equal(await w.settle(), true);
  assert.equal(w.group('ben').encryption, undefined);
  w.world.end();
});

test('a reinstalled member comes back from outside, and what it missed is sent again', async () => {
  const w = await withGroup();
  w.phone('ben').reinstall();
  await w.settle();
  w.phone('ana').send(w.group('ana').id, 'to the old keys');
  assert.equal(await w.settle(), true);
  together(w, ['ana', 'ben', 'cleo']);
  assert.deepEqual(w.shown('ben'), ['in to the old keys']);
  assert.deepEqual(w.shown('cleo'), ['in to the old keys'], 'once');
  assert.equal(w.shown('ana')[0], 'out to the old keys delivered');
  assert.equal(w.group('ben').group.subject, 'Harbour walk', 'it was told anew what the group is called');
  assert.equal(w.group('ben').group.members.length, 2);
  w.world.end();
});

test('who read a message before it was sent again to somebody else has read it', async () => {
  const w = await withGroup();
  w.phone('ben').reinstall();
  await w.settle();
  w.phone('ana').send(w.group('ana').id, 'to the old keys');
  await w.clock.runFor(1000);
  assert.deepEqual(w.shown('cleo'), ['in to the old keys']);
  w.phone('cleo').read(w.group('cleo').id);
  assert.equal(await w.settle(), true);
  assert.equal(w.entries('mls.resent').length, 1);
  assert.equal(w.shown('ana')[0], 'out to the old keys delivered');
  w.phone('ben').read(w.group('ben').id);
  assert.equal(await w.settle(), true);
  assert.equal(w.shown('ana')[0], 'out to the old keys displayed');
  w.world.end();
});

test('name and picture are opened by members only, also by who comes later and by who comes back', async () => {
  const w = await withGroup();
  w.phone('ben').setGroupIcon(w.group('ben').id, 'lantern');
  w.phone('cleo').renameGroup(w.group('cleo').id, 'Secret orchard');
  assert.equal(await w.settle(), true);
  w.phone('ana').addMembers(w.group('ana').id, [w.msisdn('dora')]);
  await w.settle();
  w.phone('ben').reinstall();
  await w.settle();
  w.phone('ana').send(w.group('ana').id, 'wake up');
  await w.settle();
  w.phone('dora').renameGroup(w.group('dora').id, 'Hidden mountain');
  assert.equal(await w.settle(), true);
  for (const name of ['ana', 'ben', 'cleo', 'dora']) {
    assert.deepEqual([w.group(name).group.subject, w.group(name).group.icon], ['Hidden mountain', 'lantern'], name);
  }
  const told = w.entries('wire.sent').map(({ data }) => Buffer.from(w.world.journal.blobs.get(data.blob) ?? []));
  const wire = Buffer.concat(told);
  for (const word of ['Harbour walk', 'Secret orchard', 'Hidden mountain', 'lantern']) {
    assert.ok(!wire.includes(word) && !wire.includes(Buffer.from(word).toString('base64')), word);
  }
  assert.ok(wire.includes('<subject>'), 'positive control');
  assert.deepEqual(w.shown('cleo'), ['in wake up'], 'keys are no messages');
  w.world.end();
});

test('a screen hears of a name whose key comes last of all', async () => {
  const w = await withGroup();
  let heard = '';
  w.phone('dora').onChange(() => {
    const [group] = w.phone('dora').conversations();
    heard = group?.group?.subject ?? '';
  });
  w.phone('ben').addMembers(w.group('ben').id, [w.msisdn('dora')]);
  assert.equal(await w.settle(), true);
  assert.equal(w.group('dora').group.subject, 'Harbour walk');
  assert.equal(heard, 'Harbour walk');
  w.world.end();
});

test('the same seed gives the same journal, byte for byte', async () => {
  const run = async () => {
    const w = await withGroup();
    w.phone('ana').send(w.group('ana').id, 'hello');
    void w.phone('ben').rotateKeys(w.group('ben').peer.msisdn);
    void w.phone('cleo').rotateKeys(w.group('cleo').peer.msisdn);
    assert.equal(await w.settle(), true);
    together(w, ['ana', 'ben', 'cleo']);
    w.world.end();
    return w.lines;
  };
  assert.deepEqual(await run(), await run());
});

test('the answer to a commit that comes when its sender was removed meanwhile stops nothing', async () => {
  const w = await withGroup();
  w.world.network.change('ben', 'south', { partitioned: true });
  void w.phone('ben').rotateKeys(w.group('ben').peer.msisdn);
  await w.clock.runFor(1000);
  w.phone('ana').removeMember(w.group('ana').id, w.msisdn('ben'));
  await w.clock.runFor(20_000);
  w.world.network.change('ben', 'south', { partitioned: false });
  assert.equal(await w.settle(), true);
  assert.equal(w.group('ben').group.left, true);
  together(w, ['ana', 'cleo']);
  w.world.end();
});

test('a new era is for those who are in the group, also where somebody who left still has a leaf', async () => {
  const w = await withGroup();
  const north = w.world.carriers.get('north');
  const stop = north?.interfere(({ contentType }) => (contentType.startsWith('message/mls') ? 'drop' : 'carry'));
  w.phone('ben').leaveGroup(w.group('ben').id);
  await w.clock.runFor(20_000);
  stop?.();
  w.phone('ana').advanceEra(w.group('ana').peer.msisdn);
  assert.equal(await w.settle(), true);
  together(w, ['ana', 'cleo']);
  assert.equal(w.group('cleo').encryption?.era, 2);
  assert.deepEqual(
    w.group('ana').encryption?.devices?.map(({ msisdn }) => msisdn),
    [w.msisdn('ana'), w.msisdn('cleo')],
  );
  w.world.end();
});
