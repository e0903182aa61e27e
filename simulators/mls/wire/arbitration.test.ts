import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PendingCommit } from '../client/client.ts';
import { ana, ben, eve, good, groupId, seed, type TestPhone, testPhone, text } from '../fixture.ts';
import { type Arbitration, arbitrateCommit, type CommitSubmission } from './arbitration.ts';
import { checkClaim, type PublicGroup, participantsOf } from './public-group.ts';

const submission = (from: string, { era, epochAuthenticator, commit, welcome }: PendingCommit): CommitSubmission => ({
  from,
  era,
  epochAuthenticator,
  commit,
  ...(welcome && { welcome }),
});
const accepted = (result: Arbitration): Extract<Arbitration, { accepted: true }> => {
  if (result.accepted) return result;
  throw new Error(`${result.reason}: ${result.detail}`);
};
const reason = (result: Arbitration): string => (result.accepted ? 'accepted' : result.reason);

async function started(): Promise<{ a: TestPhone; b: TestPhone; first: PendingCommit; group: PublicGroup }> {
  const [a, b] = [testPhone(ana, 0, seed), testPhone(ben, 0, seed)];
  const { keyPackages } = await b.client.keyPackages(1);
  const first = await a.client.create(groupId, keyPackages);
  const decision = accepted(arbitrateCommit(undefined, submission(ana, first)));
  assert.deepEqual([decision.added, decision.removed, decision.repeated], [[ben], [], false]);
  a.client.commitAccepted(groupId);
  good(await b.client.welcome(first.welcome ?? text('')));
  return { a, b, first, group: decision.group };
}

test('the focus follows a group from its creation through rotations by both', async () => {
  const started_ = await started();
  const { a, b } = started_;
  let { group } = started_;
  assert.deepEqual([group.groupId, group.era, group.epoch, participantsOf(group)], [groupId, 1, 1n, [ana, ben]]);
  for (const [by, other, from] of [
    [a, b, ana],
    [b, a, ben],
    [b, a, ben],
  ] as const) {
    const pending = await by.client.selfUpdate(groupId);
    group = accepted(arbitrateCommit(group, submission(from, pending))).group;
    by.client.commitAccepted(groupId);
    good(await other.client.commit(groupId, pending.commit));
    assert.equal(group.epoch, a.client.group(groupId)?.epoch);
  }
  assert.deepEqual(
    group.authenticators.map(({ epoch }) => epoch),
    [0n, 1n, 2n, 3n],
  );
});

test('of two commits for an epoch the first wins; asking again about it gets the same answer', async () => {
  const { a, b, group } = await started();
  const [one, two] = [
    submission(ana, await a.client.selfUpdate(groupId)),
    submission(ben, await b.client.selfUpdate(groupId)),
  ];
  const after = accepted(arbitrateCommit(group, one)).group;
  assert.equal(reason(arbitrateCommit(after, two)), 'incorrect-epoch');
  const again = accepted(arbitrateCommit(after, one));
  assert.deepEqual([again.repeated, again.group], [true, after]);
});

test('what is wrong with a commit is named', async () => {
  const { a, b, first, group } = await started();
  const pending = submission(ana, await a.client.selfUpdate(groupId));
  const judge = (change: Partial<CommitSubmission>): string =>
    reason(arbitrateCommit(group, { ...pending, ...change }));
  assert.equal(judge({}), 'accepted');
  assert.equal(judge({ era: 2 }), 'incorrect-era');
  assert.equal(judge({ era: 0 }), 'incorrect-era');
  assert.equal(judge({ epochAuthenticator: '' }), 'incorrect-epoch-authenticator');
  assert.equal(judge({ from: ben }), 'invalid-commit');
  assert.equal(judge({ from: eve }), 'invalid-commit');
  assert.equal(judge({ commit: text('junk') }), 'unparsable-commit');
  assert.equal(judge({ commit: first.welcome ?? text('') }), 'invalid-commit');
  assert.equal(judge({ welcome: first.welcome ?? text('') }), 'invalid-commit');
  assert.equal(reason(arbitrateCommit(undefined, pending)), 'mls-group-not-found');
  assert.equal(reason(arbitrateCommit({ ...group, groupId: 'other' }, pending)), 'mismatched-rcs-group-state');
  const told = accepted(arbitrateCommit(group, pending)).group;
  const fork = { ...group, authenticators: [{ epoch: 1n, value: Buffer.alloc(32).toString('base64') }] };
  assert.equal(reason(arbitrateCommit(fork, pending)), 'incorrect-epoch-authenticator');
  assert.ok(told.authenticators.some(({ value }) => value === pending.epochAuthenticator));
  assert.equal(b.client.group(groupId)?.epochAuthenticator, pending.epochAuthenticator);
});

test('a creation must add someone and bring exactly their Welcome', async () => {
  const [a, b, c] = [testPhone(ana), testPhone(ben), testPhone(eve)];
  const first = submission(ana, await a.client.create(groupId, (await b.client.keyPackages(1)).keyPackages));
  const other = await a.client.create('other', (await c.client.keyPackages(1)).keyPackages);
  const judge = (change: Partial<CommitSubmission>): string =>
    reason(arbitrateCommit(undefined, { ...first, ...change }));
  assert.equal(judge({}), 'accepted');
  const { welcome: _, ...without } = first;
  assert.equal(reason(arbitrateCommit(undefined, without)), 'invalid-commit');
  assert.equal(judge({ welcome: other.welcome ?? text('') }), 'invalid-commit');
  assert.equal(judge({ welcome: text('junk') }), 'unparsable-commit');
  assert.equal(judge({ epochAuthenticator: 'short' }), 'incorrect-epoch-authenticator');
  const group = accepted(arbitrateCommit(undefined, first)).group;
  const rival = submission(ben, await b.client.create(groupId, (await a.client.keyPackages(1)).keyPackages));
  assert.equal(reason(arbitrateCommit(group, rival)), 'incorrect-epoch');
  const advanced = accepted(arbitrateCommit(group, { ...rival, era: 2 })).group;
  assert.deepEqual([advanced.era, advanced.epoch, participantsOf(advanced)], [2, 1n, [ben, ana]]);
});

test('members that claim one epoch with two authenticators are told apart: a fork', async () => {
  const { group } = await started();
  const claim = (epoch: bigint, fill: number, era = 1) => ({
    groupId: text(groupId),
    era,
    epoch,
    epochAuthenticator: Buffer.alloc(32, fill).toString('base64'),
  });
  const first = checkClaim(group, claim(1n, 7));
  assert.ok(first.ok);
  assert.deepEqual(checkClaim(first.group, claim(1n, 7)), first);
  const problem = (of: ReturnType<typeof claim>): string => {
    const result = checkClaim(first.group, of);
    return result.ok ? 'fine' : result.reason;
  };
  assert.equal(problem(claim(1n, 8)), 'incorrect-epoch-authenticator');
  assert.equal(problem(claim(2n, 7)), 'incorrect-epoch');
  assert.equal(problem(claim(1n, 7, 2)), 'incorrect-era');
  assert.equal(problem({ ...claim(1n, 7), groupId: text('other') }), 'mismatched-rcs-group-state');
});
