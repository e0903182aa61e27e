import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ana, ben, eve, good, lifetime, nowMs, type TestMember, testMember, testPair, text } from '../fixture.ts';
import { limits } from '../wire/limits.ts';
import { parseMlsMessage } from '../wire/mls-message.ts';
import { stateOf } from './group.ts';
import type { Group } from './port.ts';

const said = (group: Group): string => Buffer.from(group.epochAuthenticator).toString('hex');
const uris = (group: Group): string => group.members.map(({ uri }) => uri.slice('tel:'.length)).join(' ');

interface TestGroup {
  readonly members: TestMember[];
  /** Nothing for who is gone. */
  readonly groups: (Group | undefined)[];
}

/** A group whose members joined in one commit. */
async function testGroup(size: number): Promise<TestGroup> {
  const members = Array.from({ length: size }, (_, index) => testMember(`+44770090${1000 + index}`));
  const [creator, ...others] = members;
  assert.ok(creator);
  const bundles = await Promise.all(others.map((member) => member.bundle()));
  const alone = await creator.engine.createGroup(text('many'), creator.identity, { era: 1, lifetime });
  const staged = await creator.engine.commit(alone, { add: bundles.map(({ message }) => message) }, nowMs);
  const groups: (Group | undefined)[] = [staged.group];
  for (const [index, member] of others.entries()) {
    const bundle = bundles[index];
    assert.ok(bundle && staged.welcome);
    groups.push(good(await member.engine.join(staged.welcome, [bundle])).group);
  }
  return { members, groups };
}

/** Everyone but `from` processes a commit; who is removed drops out. Returns who is still there. */
async function fanOut({ members, groups }: TestGroup, from: number, commit: Uint8Array, group: Group): Promise<void> {
  for (const [index, member] of members.entries()) {
    const before = groups[index];
    if (!before) continue;
    if (index === from) groups[index] = group;
    else groups[index] = good(await member.engine.process(before, commit)).group;
  }
  for (const other of groups) if (other) assert.equal(said(other), said(group));
}

test('several members are added and removed by one commit, and all agree', async () => {
  const many = await testGroup(6);
  const { members, groups } = many;
  const [first, , , , , last] = members;
  assert.ok(first && last && groups[0] && groups[2]);
  const newcomers = [testMember(ana), testMember(ben)];
  const bundles = await Promise.all(newcomers.map((member) => member.bundle()));
  const staged = await first.engine.commit(
    groups[0],
    { remove: [1, 5], add: bundles.map(({ message }) => message) },
    nowMs,
  );
  const told = good(await (members[2] ?? first).engine.process(groups[2], staged.commit)).committer;
  assert.deepEqual(
    [told.removed.map(({ leafIndex }) => leafIndex), told.added.map(({ uri }) => uri)],
    [
      [1, 5],
      [`tel:${ana}`, `tel:${ben}`],
    ],
  );
  for (const gone of [1, 5]) {
    const group = groups[gone];
    assert.ok(group && members[gone]);
    const refused = await members[gone].engine.process(group, staged.commit);
    assert.equal(!refused.ok && refused.problem, 'removed', 'also when somebody else stands at the leaf already');
    groups[gone] = undefined;
  }
  await fanOut(many, 0, staged.commit, staged.group);
  for (const [index, newcomer] of newcomers.entries()) {
    const bundle = bundles[index];
    assert.ok(bundle && staged.welcome);
    assert.equal(said(good(await newcomer.engine.join(staged.welcome, [bundle])).group), said(staged.group));
  }
});

test('a tree whose parents have different unmerged leaves is joined', async () => {
  const many = await testGroup(8);
  const [first] = many.members;
  assert.ok(first && many.groups[0]);
  const rotated = await first.engine.commit(many.groups[0], { remove: [1, 5] }, nowMs);
  const newcomers = [testMember(ana), testMember(ben)];
  const bundles = await Promise.all(newcomers.map((member) => member.bundle()));
  const staged = await first.engine.commit(rotated.group, { add: bundles.map(({ message }) => message) }, nowMs);
  for (const [index, newcomer] of newcomers.entries()) {
    const bundle = bundles[index];
    assert.ok(bundle && staged.welcome);
    assert.equal(said(good(await newcomer.engine.join(staged.welcome, [bundle])).group), said(staged.group));
  }
});

test('who lost its state joins from outside, and its old leaf is gone', async () => {
  const many = await testGroup(5);
  const { members, groups } = many;
  const [first] = members;
  assert.ok(first && groups[0]);
  const again = testMember('+447700901003', 2, 'after losing its state');
  const info = await first.engine.groupInfo(groups[0]);
  const joined = good(await again.engine.joinExternally(info, again.identity, { lifetime, resync: [3] }, nowMs));
  const { committer } = good(await first.engine.process(groups[0], joined.commit));
  assert.deepEqual(
    [committer.external, committer.uri, committer.removed.length, committer.added.length],
    [true, 'tel:+447700901003', 1, 1],
  );
  const old = groups[3];
  assert.ok(old && members[3]);
  const refused = await members[3].engine.process(old, joined.commit);
  assert.equal(!refused.ok && refused.problem, 'removed');
  members[3] = again;
  groups[3] = joined.group;
  await fanOut(many, 3, joined.commit, joined.group);
  const next = await again.engine.commit(joined.group, {}, nowMs);
  await fanOut(many, 3, next.commit, next.group);
  const read = parseMlsMessage(await joined.groupInfo());
  assert.ok(read.ok && read.value.wireFormat === 'group-info' && read.value.groupContext.epoch === 2n);
});

test('a resync of a leaf that is not the own one comes back with a refusal', async () => {
  const pair = await testPair();
  const info = await pair.one.engine.groupInfo(pair.group);
  const again = testMember(ben, 2, 'ben again');
  const problems = [];
  for (const resync of [[0], [7], [1, 1], [0xffff_ffff]]) {
    const result = await again.engine.joinExternally(info, again.identity, { lifetime, resync }, nowMs);
    problems.push(result.ok ? 'joined' : result.detail);
  }
  const notOwn = (leaf: number) => `leaf ${leaf} is not an old one of tel:${ben}`;
  assert.deepEqual(problems, [
    notOwn(0),
    notOwn(7),
    'an external commit clears away one old leaf at most',
    notOwn(0xffff_ffff),
  ]);
  const tampered = Uint8Array.from(info);
  tampered[tampered.length - 1] = (tampered.at(-1) ?? 0) ^ 1;
  const forged = await again.engine.joinExternally(tampered, again.identity, { lifetime }, nowMs);
  assert.equal(!forged.ok && forged.problem, 'not-authentic');
  const wrong = await again.engine.joinExternally(pair.commit, again.identity, { lifetime }, nowMs);
  assert.equal(!wrong.ok && wrong.problem, 'wrong-kind');
});

test('an external commit that clears away another member is refused', async () => {
  const pair = await testPair();
  const third = testMember(eve);
  const info = await pair.one.engine.groupInfo(pair.group);
  const joined = good(await third.engine.joinExternally(info, third.identity, { lifetime }, nowMs));
  const followed = good(await pair.one.engine.process(pair.group, joined.commit));
  assert.equal(uris(followed.group), [ana, ben, eve].join(' '));
  assert.equal(said(followed.group), said(joined.group));
});

test('end_mls goes into the group with a path and comes out again', async () => {
  const pair = await testPair();
  const ended = await pair.one.engine.commit(pair.group, { end: true }, nowMs);
  const other = good(await pair.other.engine.process(pair.otherGroup, ended.commit)).group;
  assert.deepEqual([ended.group.ended, other.ended, said(other)], [true, true, said(ended.group)]);
  assert.equal(Buffer.from(other.extensions.get(0xf002) ?? []).toString(), 'end_mls');
  await assert.rejects(pair.one.engine.commit(ended.group, { end: true }, nowMs), /was ended in this group already/);
  const back = await pair.other.engine.commit(other, { end: 'revive' }, nowMs);
  const one = good(await pair.one.engine.process(ended.group, back.commit)).group;
  assert.deepEqual([one.ended, back.group.ended, said(one)], [false, false, said(back.group)]);
  await assert.rejects(pair.one.engine.commit(one, { end: 'revive' }, nowMs), /was not ended/);
});

test("a group's icon and subject are set, replaced and kept", async () => {
  const pair = await testPair();
  const set = async (type: number, data: string, group: Group, other: Group) => {
    const staged = await pair.one.engine.commit(group, { extensions: [{ type, data: text(data) }] }, nowMs);
    const followed = good(await pair.other.engine.process(other, staged.commit)).group;
    assert.equal(said(followed), said(staged.group));
    return [staged.group, followed] as const;
  };
  let [group, other] = await set(0xf005, 'a key', pair.group, pair.otherGroup);
  [group, other] = await set(0xf006, 'a commitment', group, other);
  [group, other] = await set(0xf005, 'another key', group, other);
  const values = [0xf005, 0xf006].map((type) => Buffer.from(other.extensions.get(type) ?? []).toString());
  assert.deepEqual(values, ['another key', 'a commitment']);
  assert.equal(other.era, 1);
  await assert.rejects(
    pair.one.engine.commit(group, { extensions: [{ type: 0xf001, data: text('0000') }] }, nowMs),
    /none of a group's icon or subject/,
  );
});

test('a member leaves by a proposal that another commits', async () => {
  const many = await testGroup(4);
  const { members, groups } = many;
  const [first, second, , last] = members;
  assert.ok(first && second && last && groups[0] && groups[1] && groups[3]);
  const proposal = await last.engine.propose(groups[3], { selfRemove: true });
  const heard = await Promise.all(
    members.map(async (member, index) => {
      const group = groups[index];
      assert.ok(group);
      const kept = good(await member.engine.receiveProposal(group, proposal));
      assert.deepEqual([kept.proposal, kept.from], ['self-remove', last.identity.uri]);
      return member.engine.deserialize(member.engine.serialize(kept.group));
    }),
  );
  assert.ok(heard[0] && heard[1] && heard[3]);
  await assert.rejects(last.engine.commit(heard[3], { proposals: [proposal] }, nowMs), /by the committer itself/);
  await assert.rejects(first.engine.commit(groups[0], { proposals: [proposal] }, nowMs), /not received before/);
  const staged = await first.engine.commit(heard[0], { proposals: [proposal] }, nowMs);
  const gone = await last.engine.process(heard[3], staged.commit);
  assert.equal(!gone.ok && gone.problem, 'removed');
  const unheard = await second.engine.process(groups[1], staged.commit);
  assert.match(unheard.ok ? '' : unheard.detail, /by reference that was never received/);
  groups.splice(0, 4, ...heard.slice(0, 3));
  await fanOut(many, 0, staged.commit, staged.group);
  assert.equal(staged.group.members.length, 3);
});

test('what is no proposal of a member is not kept', async () => {
  const pair = await testPair();
  const proposal = await pair.other.engine.propose(pair.otherGroup, { selfRemove: true });
  const tampered = Uint8Array.from(proposal);
  tampered[tampered.length - 1] = (tampered.at(-1) ?? 0) ^ 1;
  const problem = async (bytes: Uint8Array) => {
    const result = await pair.one.engine.receiveProposal(pair.group, bytes);
    return result.ok ? 'kept' : result.problem;
  };
  assert.deepEqual(
    [await problem(tampered), await problem(pair.commit), await problem(text('')), await problem(proposal)],
    ['not-authentic', 'wrong-kind', 'malformed', 'kept'],
  );
  const next = await pair.one.engine.commit(pair.group, {}, nowMs);
  const late = await pair.one.engine.receiveProposal(next.group, proposal);
  assert.equal(!late.ok && late.problem, 'past-epoch');
});

test('the wish to end MLS is committed together with its end', async () => {
  const pair = await testPair();
  const wish = await pair.other.engine.propose(pair.otherGroup, { end: true });
  const heard = good(await pair.one.engine.receiveProposal(pair.group, wish)).group;
  const own = good(await pair.other.engine.receiveProposal(pair.otherGroup, wish)).group;
  await assert.rejects(pair.one.engine.commit(heard, { proposals: [wish] }, nowMs), /without the extension/);
  const staged = await pair.one.engine.commit(heard, { proposals: [wish], end: true }, nowMs);
  const followed = good(await pair.other.engine.process(own, staged.commit)).group;
  assert.deepEqual([followed.ended, said(followed)], [true, said(staged.group)]);
});

test('server_remove takes a leaf out', async () => {
  const many = await testGroup(3);
  const [first] = many.members;
  assert.ok(first && many.groups[0]);
  const staged = await first.engine.commit(many.groups[0], { serverRemove: [2] }, nowMs);
  const view = parseMlsMessage(staged.commit);
  assert.ok(view.ok && view.value.wireFormat === 'public-message' && view.value.content.type === 'commit');
  assert.deepEqual(view.value.content.commit.proposals, [{ type: 'server-remove', leafIndex: 2 }]);
  many.groups.pop();
  await fanOut(many, 0, staged.commit, staged.group);
});

test('members export the same secret, and another for another label, context or epoch', async () => {
  const pair = await testPair();
  const hex = (group: Group, label: string, context = '') =>
    Buffer.from(pair.one.engine.exportSecret(group, label, text(context), 32)).toString('hex');
  assert.equal(hex(pair.group, 'a'), hex(pair.otherGroup, 'a'));
  const next = (await pair.one.engine.commit(pair.group, {}, nowMs)).group;
  assert.equal(
    new Set([hex(pair.group, 'a'), hex(pair.group, 'b'), hex(pair.group, 'a', 'c'), hex(next, 'a')]).size,
    4,
  );
  assert.equal(pair.one.engine.exportSecret(pair.group, 'a', text(''), 16).length, 16);
});

test('a self-update may bring a new key, with which the member signs from then on', async () => {
  const pair = await testPair();
  const identity = pair.one.engine.createIdentity(`tel:${ana}`);
  const staged = await pair.one.engine.commit(pair.group, { identity }, nowMs);
  const followed = good(await pair.other.engine.process(pair.otherGroup, staged.commit)).group;
  assert.deepEqual(followed.members[0]?.signatureKey, identity.signaturePublicKey);
  const sent = pair.one.engine.protect(staged.group, text(''), () => text('by the new key'));
  assert.ok(pair.other.engine.unprotect(followed.messages, sent.message).ok);
  const next = await pair.one.engine.commit(staged.group, {}, nowMs);
  assert.equal(said(good(await pair.other.engine.process(followed, next.commit)).group), said(next.group));
  const foreign = pair.one.engine.createIdentity(`tel:${eve}`);
  await assert.rejects(pair.one.engine.commit(pair.group, { identity: foreign }, nowMs), /cannot become/);
});

test('nobody is added beyond 1,024 leaves', async () => {
  const creator = testMember(ana);
  const group = await creator.engine.createGroup(text('full'), creator.identity, { era: 1, lifetime });
  const [first] = stateOf(group).ratchetTree;
  assert.ok(first?.nodeType === 'leaf');
  const { leaf } = first;
  // Blank leaves are filled first, so a full tree is one whose leaves are all there.
  const ratchetTree = Array.from({ length: limits.treeNodes }, (_, index) => {
    if (index % 2 === 1) return undefined;
    const key = text(`key ${index}`);
    return { ...first, leaf: index === 0 ? leaf : { ...leaf, hpkePublicKey: key, signaturePublicKey: key } };
  });
  const full = { ...group, internal: { ...stateOf(group), ratchetTree } };
  const { message } = await testMember(ben).bundle();
  await assert.rejects(creator.engine.commit(full, { add: [message] }, nowMs), /a tree of 4095 nodes/);
});
