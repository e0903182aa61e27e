import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PendingCommit } from '../client/client.ts';
import { ana, ben, eve, good, groupId, type TestPhone, testPhone, text } from '../fixture.ts';
import { type Arbitration, arbitrateCommit, type CommitSubmission } from './arbitration.ts';
import { parseMlsMessage } from './mls-message.ts';
import { arbitrateProposal } from './proposal-arbitration.ts';
import type { PublicGroup } from './public-group.ts';
import { readTreeLeaves } from './public-tree.ts';

const submission = (
  from: string,
  { era, epochAuthenticator, commit, welcome, groupInfo }: PendingCommit,
): CommitSubmission => ({
  ...{ from, era, epochAuthenticator, commit },
  ...(groupInfo && { groupInfo }),
  ...(welcome && { welcome }),
});

const verdict = (decision: Arbitration): unknown => (decision.accepted ? decision.verified : decision.reason);
const groupAfter = (decision: Arbitration): PublicGroup => {
  assert.ok(decision.accepted);
  return decision.group;
};

/** Ana's and Ben's group as a focus sees it, and the commit that made it. */
async function started(): Promise<{ a: TestPhone; b: TestPhone; first: CommitSubmission; group: PublicGroup }> {
  const [a, b] = [testPhone(ana), testPhone(ben)];
  const { keyPackages } = await b.client.keyPackages(2);
  const pending = await a.client.create(groupId, keyPackages.slice(0, 1));
  const first = submission(ana, pending);
  const decision = arbitrateCommit(undefined, first);
  assert.equal(verdict(decision), true, 'the creation is verified with the context of the epoch before it');
  a.client.commitAccepted(groupId);
  good(await b.client.welcome(pending.welcome ?? text('')));
  return { a, b, first, group: groupAfter(decision) };
}

type Part = (parsed: { commit: Uint8Array; groupInfo: Uint8Array }) => Uint8Array | undefined;

const commitIn = (bytes: Uint8Array) => {
  const parsed = parseMlsMessage(bytes);
  assert.ok(parsed.ok && parsed.value.wireFormat === 'public-message' && parsed.value.content.type === 'commit');
  return { message: parsed.value, ...parsed.value.content.commit };
};
const addedIn = (bytes: Uint8Array) => {
  const add = commitIn(bytes).proposals.find((proposal) => proposal.type === 'add');
  return add?.type === 'add' ? add.keyPackage : undefined;
};
const infoIn = (bytes: Uint8Array) => {
  const parsed = parseMlsMessage(bytes);
  assert.ok(parsed.ok && parsed.value.wireFormat === 'group-info');
  return parsed.value;
};

/** The submission with one bit of a part changed. Parsers share the memory of what they read. */
function spoilt(given: CommitSubmission, part: Part): CommitSubmission {
  const commit = Uint8Array.from(given.commit);
  const groupInfo = Uint8Array.from(given.groupInfo ?? []);
  const bytes = part({ commit, groupInfo });
  assert.ok(bytes && bytes.length > 0);
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  return { ...given, commit, groupInfo };
}

test('members, newcomers from outside and who leaves are verified with the keys and the context of their epoch', async () => {
  const { a, b, group } = await started();
  const update = await b.client.selfUpdate(groupId);
  const second = arbitrateCommit(group, submission(ben, update));
  assert.equal(verdict(second), true);
  b.client.commitAccepted(groupId);
  good(await a.client.commit(groupId, update.commit));
  const again = testPhone(ben, 1);
  const outside = await again.client.rejoin(groupId, update.groupInfo ?? text(''), undefined);
  assert.equal(verdict(arbitrateCommit(groupAfter(second), submission(ben, outside))), true);
  const leaving = { from: ben, era: 1, epochAuthenticator: a.client.group(groupId)?.epochAuthenticator ?? '' };
  const proposal = await b.client.leave(groupId);
  const asked = arbitrateProposal(groupAfter(second), { ...leaving, proposal });
  assert.equal(asked.accepted && asked.verified, true);
  const forged = Uint8Array.from(proposal);
  const parsed = parseMlsMessage(forged);
  assert.ok(parsed.ok && parsed.value.wireFormat === 'public-message');
  const { signature } = parsed.value;
  signature[signature.length - 1] = (signature.at(-1) ?? 0) ^ 1;
  const refused = arbitrateProposal(groupAfter(second), { ...leaving, proposal: forged });
  assert.equal(!refused.accepted && refused.reason, 'invalid-input');
});

test('a commit without a GroupInfo is taken, and what follows cannot be verified until one comes', async () => {
  const { a, b, group } = await started();
  const one = await a.client.selfUpdate(groupId);
  const { groupInfo: _, ...bare } = submission(ana, one);
  const first = arbitrateCommit(group, bare);
  assert.equal(verdict(first), true);
  a.client.commitAccepted(groupId);
  good(await b.client.commit(groupId, one.commit));
  const two = await b.client.selfUpdate(groupId);
  const second = arbitrateCommit(groupAfter(first), submission(ben, two));
  assert.equal(verdict(second), false);
  b.client.commitAccepted(groupId);
  good(await a.client.commit(groupId, two.commit));
  assert.equal(verdict(arbitrateCommit(groupAfter(second), submission(ana, await a.client.selfUpdate(groupId)))), true);
});

test('whatever is changed on its way is no longer what was signed', async () => {
  const { a, first, group } = await started();
  const creation: Record<string, Part> = {
    'the signature of a KeyPackage': ({ commit }) => addedIn(commit)?.signature,
    'the signature of the leaf in it': ({ commit }) => addedIn(commit)?.leafNode.signature,
    'the signature of the commit': ({ commit }) => commitIn(commit).message.signature,
    'the signature of the GroupInfo': ({ groupInfo }) => infoIn(groupInfo).signature,
    'the creator’s leaf': ({ groupInfo }) => readTreeLeaves(infoIn(groupInfo))[0]?.encryptionKey,
  };
  for (const [what, part] of Object.entries(creation))
    assert.equal(verdict(arbitrateCommit(undefined, spoilt(first, part))), 'invalid-commit', what);
  const update = submission(ana, await a.client.selfUpdate(groupId));
  const known = { ...group, authenticators: [{ epoch: 1n, value: update.epochAuthenticator }] };
  const change: Record<string, Part> = {
    'the new leaf': ({ commit }) => commitIn(commit).path?.leafNode.encryptionKey,
    'the signature of the new leaf': ({ commit }) => commitIn(commit).path?.leafNode.signature,
    'the rest of the path': ({ commit }) => commitIn(commit).path?.encoded,
    'the context in the GroupInfo': ({ groupInfo }) => infoIn(groupInfo).groupContext.treeHash,
  };
  for (const [what, part] of Object.entries(change))
    assert.equal(verdict(arbitrateCommit(known, spoilt(update, part))), 'invalid-commit', what);
  assert.equal(verdict(arbitrateCommit(known, update)), true);
});

test('a commit of another epoch of the same number is told as a fork by who cannot compare authenticators', async () => {
  const { a, b, group } = await started();
  const [one, other] = [await a.client.selfUpdate(groupId), await b.client.selfUpdate(groupId)];
  const second = groupAfter(arbitrateCommit(group, submission(ana, one)));
  b.client.commitAccepted(groupId); // it was told so, too
  const forked = await b.client.selfUpdate(groupId);
  assert.equal(verdict(arbitrateCommit(second, submission(ben, forked))), 'incorrect-epoch-authenticator');
  assert.notEqual(one.commit, other.commit);
});

test('nobody but a group’s own members can be named in it by somebody else’s keys', async () => {
  const { a, b, group } = await started();
  const stranger = testPhone(eve);
  const { keyPackages } = await stranger.client.keyPackages(1);
  const added = submission(ana, await a.client.change(groupId, { add: keyPackages }));
  const roots = [text('no certificate')];
  const decision = arbitrateCommit(group, added, { roots });
  assert.equal(verdict(decision), 'invalid-commit');
  assert.match(decision.accepted ? '' : decision.detail, /without a certificate/);
  assert.equal(verdict(arbitrateCommit(group, added)), true, 'whom leaves name is not verified without roots');
  const theirs = await b.client.selfUpdate(groupId);
  assert.equal(verdict(arbitrateCommit(group, { ...submission(ben, theirs), from: ana })), 'invalid-commit');
});
