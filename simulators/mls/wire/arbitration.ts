import { sha256Hex } from '../../crypto/sha256.ts';
import type { Commit } from './commit.ts';
import { msisdnOf } from './credential.ts';
import { groupIdText } from './group-id.ts';
import { keyPackageRef } from './key-package.ts';
import { parseMlsMessage } from './mls-message.ts';
import { checkClaim, isEpochAuthenticator, type PublicGroup, type ServerFailure } from './public-group.ts';
import type { PublicMessage } from './public-message.ts';

/** A commit as a member hands it to the Conversation Focus. */
export interface CommitSubmission {
  /** The authenticated MSISDN it came from. */
  readonly from: string;
  /** From the CPIM headers `mls.Era-ID` and `mls.Epoch-Authenticator`: the epoch *before* the commit. */
  readonly era: number;
  readonly epochAuthenticator: string;
  /** An MLSMessage (PublicMessage). */
  readonly commit: Uint8Array;
  /** An MLSMessage (Welcome), when the commit adds members. */
  readonly welcome?: Uint8Array;
}

export type Arbitration =
  | {
      readonly accepted: true;
      /** The group after the commit. */
      readonly group: PublicGroup;
      /** MSISDNs of added leaves: who gets the Welcome. */
      readonly added: readonly string[];
      readonly removed: readonly string[];
      /** The commit was accepted before: the answer is the same, and nothing is to be sent on again. */
      readonly repeated: boolean;
    }
  | { readonly accepted: false; readonly reason: ServerFailure; readonly detail: string };

type Refusal = Extract<Arbitration, { accepted: false }>;
type CommitMessage = PublicMessage & { readonly content: { readonly type: 'commit' } };

const refuse = (reason: ServerFailure, detail: string): Refusal => ({ accepted: false, reason, detail });

/**
 * Decides whether a commit is the next one of its group: the first commit for an epoch wins, every later one is stale.
 * @param group nothing when the focus knows no such group; then the commit must create it. A commit of epoch 0 with the
 *   next era replaces the group (era advance).
 */
export function arbitrateCommit(group: PublicGroup | undefined, submission: CommitSubmission): Arbitration {
  const message = parseMlsMessage(submission.commit);
  if (!message.ok) return refuse('unparsable-commit', message.error.detail);
  if (message.value.wireFormat !== 'public-message' || message.value.content.type !== 'commit') {
    return refuse('invalid-commit', 'the message is not a commit in a PublicMessage');
  }
  const commit = message.value as CommitMessage;
  const groupId = groupIdText(commit.groupId);
  if (group && group.groupId !== groupId) {
    return refuse('mismatched-rcs-group-state', `the commit is for group ${groupId}, not ${group.groupId}`);
  }
  if (group?.lastCommit === sha256Hex(submission.commit)) {
    return { accepted: true, group, added: [], removed: [], repeated: true };
  }
  const creates = commit.epoch === 0n && (!group || submission.era === group.era + 1);
  if (!group && !creates)
    return refuse('mls-group-not-found', `no group ${groupId}, and the commit does not create it`);
  if (creates || !group) return arbitrateFirst(groupId, commit, submission);

  // A stale commit is stale whatever it claims about its epoch.
  if (submission.era === group.era && commit.epoch !== group.epoch) {
    return refuse('incorrect-epoch', `the commit is for epoch ${commit.epoch}, the group is in ${group.epoch}`);
  }
  const claim = checkClaim(group, { ...submission, groupId: commit.groupId, epoch: commit.epoch });
  if (!claim.ok) return refuse(claim.reason, claim.detail);
  const sender = checkSender(claim.group, commit, submission.from);
  return sender ?? accept(claim.group, commit, submission);
}

/** Creation: the creator is alone in epoch 0 and everyone else comes in by this commit. */
function arbitrateFirst(groupId: string, commit: CommitMessage, submission: CommitSubmission): Arbitration {
  if (commit.sender.type !== 'member' || commit.sender.leafIndex !== 0) {
    return refuse('invalid-commit', 'the first commit of a group comes from leaf 0');
  }
  if (!isEpochAuthenticator(submission.epochAuthenticator)) {
    return refuse('incorrect-epoch-authenticator', 'the epoch authenticator is not 32 bytes in base64');
  }
  if (!commit.content.commit.proposals.some(({ type }) => type === 'add')) {
    return refuse('invalid-commit', 'the first commit of a group adds nobody');
  }
  const alone: PublicGroup = {
    groupId,
    era: submission.era,
    epoch: 0n,
    leaves: [submission.from],
    authenticators: [{ epoch: 0n, value: submission.epochAuthenticator }],
    lastCommit: '',
  };
  return accept(alone, commit, submission);
}

function checkSender(group: PublicGroup, commit: CommitMessage, from: string): Refusal | undefined {
  if (commit.sender.type === 'member') {
    const owner = group.leaves[commit.sender.leafIndex];
    if (owner === from) return undefined;
    return refuse('invalid-commit', `leaf ${commit.sender.leafIndex} is not ${from}'s`);
  }
  if (commit.sender.type === 'new-member-commit' && group.leaves.includes(from)) return undefined;
  return refuse('invalid-commit', `${from} may not commit to the group as ${commit.sender.type}`);
}

function accept(group: PublicGroup, message: CommitMessage, submission: CommitSubmission): Arbitration {
  const { commit } = message.content;
  const path = commit.path && msisdnOf(commit.path.leafNode.credential);
  if (commit.path && path !== submission.from) {
    return refuse('invalid-commit', `the new leaf names ${path ?? 'nobody'}, not ${submission.from}`);
  }
  const changed = applyProposals(group.leaves, commit);
  if ('reason' in changed) return changed;
  const welcome = checkWelcome(commit, submission.welcome);
  if (welcome) return welcome;
  const leaves = message.sender.type === 'new-member-commit' ? place(changed.leaves, submission.from) : changed.leaves;
  return {
    accepted: true,
    group: { ...group, epoch: group.epoch + 1n, leaves, lastCommit: sha256Hex(submission.commit) },
    added: changed.added,
    removed: changed.removed,
    repeated: false,
  };
}

/** Puts a new leaf where RFC 9420 section 7.7 has it: the leftmost blank one, else to the right. */
function place(leaves: readonly (string | undefined)[], msisdn: string): readonly (string | undefined)[] {
  const blank = leaves.indexOf(undefined);
  return blank === -1 ? [...leaves, msisdn] : leaves.with(blank, msisdn);
}

/** Removes come before adds (RFC 9420 section 12.3). */
function applyProposals(
  before: readonly (string | undefined)[],
  commit: Commit,
):
  | {
      readonly leaves: readonly (string | undefined)[];
      readonly added: readonly string[];
      readonly removed: readonly string[];
    }
  | Refusal {
  let leaves = before;
  const removed: string[] = [];
  for (const proposal of commit.proposals) {
    if (proposal.type === 'reference') return refuse('invalid-commit', 'a proposal by reference that was never sent');
    if (proposal.type !== 'remove') continue;
    const msisdn = leaves[proposal.leafIndex];
    if (msisdn === undefined) return refuse('invalid-commit', `leaf ${proposal.leafIndex} is removed but blank`);
    removed.push(msisdn);
    leaves = leaves.with(proposal.leafIndex, undefined);
  }
  const added: string[] = [];
  for (const proposal of commit.proposals) {
    if (proposal.type !== 'add') continue;
    const msisdn = msisdnOf(proposal.keyPackage.leafNode.credential);
    if (msisdn === undefined) return refuse('invalid-commit', 'a KeyPackage without the identity tel:+E.164 is added');
    added.push(msisdn);
    leaves = place(leaves, msisdn);
  }
  return { leaves, added, removed };
}

/** A Welcome must be there exactly for the KeyPackages that were added. */
function checkWelcome(commit: Commit, welcome: Uint8Array | undefined): Refusal | undefined {
  const wanted = commit.proposals.flatMap((proposal) =>
    proposal.type === 'add' ? [keyPackageRef(proposal.keyPackage)] : [],
  );
  if (!welcome)
    return wanted.length === 0 ? undefined : refuse('invalid-commit', 'members are added without a Welcome');
  const message = parseMlsMessage(welcome);
  if (!message.ok) return refuse('unparsable-commit', `the Welcome: ${message.error.detail}`);
  if (message.value.wireFormat !== 'welcome') return refuse('invalid-commit', 'what should be the Welcome is not one');
  const given = [...message.value.newMembers].sort();
  const same = given.length === wanted.length && wanted.sort().every((ref, index) => ref === given[index]);
  return same ? undefined : refuse('invalid-commit', 'the Welcome is not for the KeyPackages that were added');
}
