import { sha256Hex } from '../../crypto/sha256.ts';
import { remainingFloorMs } from '../../crypto/x509/profile.ts';
import { checkGroupInfo, checkWelcome } from './accompanying.ts';
import { commitForgery, type Forgery } from './authenticity.ts';
import type { CertificateReader } from './credential.ts';
import { groupIdText } from './group-id.ts';
import { parseMlsMessage } from './mls-message.ts';
import {
  checkClaim,
  isEpochAuthenticator,
  type PublicGroup,
  participantsOf,
  type ServerFailure,
} from './public-group.ts';
import type { PublicMessage } from './public-message.ts';
import { type PublicLeaf, publicLeaf } from './public-tree.ts';
import { changeRoster } from './roster-change.ts';

/** A commit as a member hands it to the Conversation Focus. */
export interface CommitSubmission {
  /** The authenticated MSISDN it came from. */
  readonly from: string;
  /** The authenticated device it came from, where the carrier knows it: a leaf with a certificate must be its own. */
  readonly device?: string;
  /** From the CPIM headers `mls.Era-ID` and `mls.Epoch-Authenticator`: the epoch *before* the commit. */
  readonly era: number;
  readonly epochAuthenticator: string;
  /** An MLSMessage (PublicMessage). */
  readonly commit: Uint8Array;
  /** An MLSMessage (Welcome), when the commit adds members. */
  readonly welcome?: Uint8Array;
  /** An MLSMessage (GroupInfo) of the epoch that the commit leads to. */
  readonly groupInfo?: Uint8Array;
}

/** What a focus knows beside the group. What is left out is not checked. */
export interface ArbitrationContext {
  /** Milliseconds since the Unix epoch: certificates must last for `minimumRemainingMs` from then. */
  readonly nowMs?: number;
  /** The participants of the RCS group before the commit, by MSISDN. */
  readonly roster?: readonly string[];
  /**
   * The devices of a participant that must all join by one commit: those that others could add now. None when they are
   * not known, as those of another carrier's subscriber.
   */
  readonly devicesOf?: (msisdn: string) => readonly string[];
  readonly readCertificate?: CertificateReader;
  /** DER of those whose certificates are taken. When not given, whom a leaf names is not verified; signatures are. */
  readonly roots?: readonly Uint8Array[];
}

/** RCC.16: every certificate of a group must last this long, or no commit is accepted. Milliseconds. */
export const minimumRemainingMs: number = remainingFloorMs;

/** Era of every new group (facts: RCC.16). */
const firstEra = 1;

export type Arbitration =
  | {
      readonly accepted: true;
      /** The group after the commit. */
      readonly group: PublicGroup;
      /** MSISDNs of added leaves, one for each: who gets the Welcome. */
      readonly added: readonly string[];
      readonly removed: readonly string[];
      readonly addedLeaves: readonly PublicLeaf[];
      readonly removedLeaves: readonly PublicLeaf[];
      /** Participants that had no leaf before, and those that have none now: what changes the RCS roster. */
      readonly joined: readonly string[];
      readonly left: readonly string[];
      /** Whether the sender's signature could be verified: see `commitForgery`. */
      readonly verified: boolean;
      /** The commit was accepted before: the answer is the same, and nothing is to be sent on again. */
      readonly repeated: boolean;
    }
  | {
      readonly accepted: false;
      readonly reason: ServerFailure;
      readonly detail: string;
      /** What of it has a wrong signature or certificate. */
      readonly forged?: Forgery['of'];
    };

export type Refusal = Extract<Arbitration, { accepted: false }>;
export type CommitMessage = PublicMessage & { readonly content: { readonly type: 'commit' } };

export const refuse = (reason: ServerFailure, detail: string): Refusal => ({ accepted: false, reason, detail });

/**
 * Decides whether a commit is the next one of its group: the first commit for an epoch wins, every later one is stale.
 * @param group nothing when the focus knows no such group; then the commit must create it. A commit of epoch 0 with the
 *   next era replaces the group (era advance).
 */
export function arbitrateCommit(
  group: PublicGroup | undefined,
  submission: CommitSubmission,
  context: ArbitrationContext = {},
): Arbitration {
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
    const nothing = { added: [], removed: [], addedLeaves: [], removedLeaves: [], joined: [], left: [] };
    return { accepted: true, group, ...nothing, verified: true, repeated: true };
  }
  const creates = commit.epoch === 0n && (!group || submission.era === group.era + 1);
  if (!group && !creates)
    return refuse('mls-group-not-found', `no group ${groupId}, and the commit does not create it`);
  if (!group && submission.era !== firstEra)
    return refuse('incorrect-era', `a group begins in era ${firstEra}, not in ${submission.era}`);
  if (creates || !group) {
    const first = arbitrateFirst(groupId, commit, submission, context);
    // Nothing becomes encrypted again by itself, by a new era as little as by a commit.
    if (group?.ended && first.accepted && !first.group.ended)
      return refuse('mls-group-has-end-mls', 'MLS was ended in this group, and the new era is not ended');
    return first;
  }

  // A stale commit is stale whatever it claims about its epoch.
  if (submission.era === group.era && commit.epoch !== group.epoch) {
    return refuse('incorrect-epoch', `the commit is for epoch ${commit.epoch}, the group is in ${group.epoch}`);
  }
  const claim = checkClaim(group, { ...submission, groupId: commit.groupId, epoch: commit.epoch });
  if (!claim.ok) return refuse(claim.reason, claim.detail);
  const wrong = checkSender(claim.group, commit, submission, context);
  if (wrong) return wrong;
  const decision = accept(claim.group, commit, submission, context);
  // Who is signed for another context, and is the first to tell of an authenticator, is in another epoch of that number.
  const forked = 'forged' in decision && decision.forged === 'message' && claim.group !== group;
  return forked ? refuse('incorrect-epoch-authenticator', decision.detail) : decision;
}

/** Creation: the creator is alone in epoch 0 and everyone else comes in by this commit. */
function arbitrateFirst(
  groupId: string,
  commit: CommitMessage,
  submission: CommitSubmission,
  context: ArbitrationContext,
): Arbitration {
  if (commit.sender.type !== 'member' || commit.sender.leafIndex !== 0) {
    return refuse('invalid-commit', 'the first commit of a group comes from leaf 0');
  }
  if (!isEpochAuthenticator(submission.epochAuthenticator)) {
    return refuse('incorrect-epoch-authenticator', 'the epoch authenticator is not 32 bytes in base64');
  }
  if (!commit.content.commit.proposals.some(({ type }) => type === 'add')) {
    return refuse('invalid-commit', 'the first commit of a group adds nobody');
  }
  const { from, device } = submission;
  const alone: PublicGroup = {
    groupId,
    era: submission.era,
    epoch: 0n,
    leaves: [{ msisdn: from, ...(device !== undefined && { device }) }],
    ended: false,
    pending: [],
    authenticators: [{ epoch: 0n, value: submission.epochAuthenticator }],
    lastCommit: '',
  };
  return accept(alone, commit, submission, context);
}

/** Whether a leaf is the sender's: its number's, and, where both are known, its device's. */
function isOwn({ msisdn, device }: PublicLeaf, submission: CommitSubmission): boolean {
  if (msisdn !== submission.from) return false;
  return device === undefined || submission.device === undefined || device === submission.device;
}

function checkSender(
  group: PublicGroup,
  commit: CommitMessage,
  submission: CommitSubmission,
  { roster }: ArbitrationContext,
): Refusal | undefined {
  const { from } = submission;
  if (commit.sender.type === 'member') {
    const owner = group.leaves[commit.sender.leafIndex];
    if (owner && isOwn(owner, submission)) return undefined;
    return refuse('invalid-commit', `leaf ${commit.sender.leafIndex} is not ${from}'s`);
  }
  if (commit.sender.type === 'new-member-commit') {
    if (!commit.content.commit.path) return refuse('invalid-commit', 'an external commit without an UpdatePath');
    if ((roster ?? participantsOf(group)).includes(from)) return undefined;
  }
  return refuse('invalid-commit', `${from} may not commit to the group as ${commit.sender.type}`);
}

/** The proposals that wait for a commit are taken up by the next one that a member makes (RFC 9420 section 12.4). */
function checkPending({ pending }: PublicGroup, { sender, content }: CommitMessage): Refusal | undefined {
  if (sender.type !== 'member') return undefined;
  const taken = content.commit.proposals.flatMap((proposal) =>
    proposal.type === 'reference' ? [Buffer.from(proposal.ref).toString('hex')] : [],
  );
  const left = pending.find(({ ref }) => !taken.includes(ref));
  return left && refuse('pending-proposal', `the ${left.type} of ${left.msisdn} waits for a commit`);
}

function accept(
  group: PublicGroup,
  message: CommitMessage,
  submission: CommitSubmission,
  context: ArbitrationContext,
): Arbitration {
  const { commit } = message.content;
  const path = commit.path && publicLeaf(commit.path.leafNode, context.readCertificate);
  if (commit.path && !(path && isOwn(path, submission))) {
    return refuse('invalid-commit', `the new leaf names ${path?.msisdn ?? 'nobody'}, not ${submission.from}`);
  }
  const unfinished = checkPending(group, message);
  if (unfinished) return unfinished;
  const change = changeRoster(group, message, path, submission.from, context.readCertificate);
  if ('reason' in change) return change;
  if (group.ended && change.ended) return refuse('mls-group-has-end-mls', 'MLS was ended in this group');
  const welcome = checkWelcome(commit, submission.welcome);
  if (welcome) return welcome;
  const after = checkGroupInfo(group, message, change, submission.groupInfo, context.readCertificate);
  if ('reason' in after) return after;
  const { context: _, ...lasting } = group;
  const next: PublicGroup = {
    ...lasting,
    ...(after.info && { context: Uint8Array.from(after.info.groupContext.encoded) }),
    epoch: group.epoch + 1n,
    leaves: after.leaves,
    ended: after.ended,
    pending: [],
    lastCommit: sha256Hex(submission.commit),
  };
  const [before, now] = [participantsOf(group), participantsOf(next)];
  const joined = now.filter((msisdn) => !before.includes(msisdn));
  const left = before.filter((msisdn) => !now.includes(msisdn));
  const wrong =
    checkLifetimes(next, context) ??
    checkDevices(next, group.epoch === 0n ? now : joined, message, context) ??
    checkRoster(group, next, { joined, left }, context);
  if (wrong) return wrong;
  const authentic = commitForgery(group, message, next, after.info, context.roots);
  if ('of' in authentic) return { ...refuse('invalid-commit', authentic.detail), forged: authentic.of };
  return {
    accepted: true,
    group: next,
    added: change.added.map(({ msisdn }) => msisdn),
    removed: change.removed.map(({ msisdn }) => msisdn),
    addedLeaves: change.added,
    removedLeaves: change.removed,
    ...{ joined, left, ...authentic },
    repeated: false,
  };
}

/** RCC.16: one certificate that is about to end stops every commit that does not renew it or take its owner out. */
function checkLifetimes({ leaves }: PublicGroup, { nowMs }: ArbitrationContext): Refusal | undefined {
  if (nowMs === undefined) return undefined;
  const late = leaves.find((leaf) => leaf?.notAfterMs !== undefined && leaf.notAfterMs < nowMs + minimumRemainingMs);
  return late && refuse('expired-credential', `the certificate of ${late.msisdn} ends too soon`);
}

/** Whoever is added comes in with all devices at once. From outside each device comes by itself: it can add no other. */
function checkDevices(
  { leaves }: PublicGroup,
  newcomers: readonly string[],
  { sender }: CommitMessage,
  { devicesOf }: ArbitrationContext,
): Refusal | undefined {
  if (!devicesOf || sender.type !== 'member') return undefined;
  for (const msisdn of newcomers) {
    const own = leaves.filter((leaf) => leaf?.msisdn === msisdn);
    const missing = devicesOf(msisdn).find((device) => own.every((leaf) => (leaf?.device ?? device) !== device));
    if (missing !== undefined)
      return refuse('mismatched-rcs-group-state', `${msisdn} comes in without its device ${missing}`);
  }
  return undefined;
}

/** The members of the MLS group are the participants of the RCS group. */
function checkRoster(
  before: PublicGroup,
  after: PublicGroup,
  { joined, left }: Pick<Extract<Arbitration, { accepted: true }>, 'joined' | 'left'>,
  { roster }: ArbitrationContext,
): Refusal | undefined {
  const wrong = (detail: string): Refusal => refuse('mismatched-rcs-group-state', detail);
  const founding = before.epoch === 0n;
  if (!roster) return undefined;
  const expected = new Set(founding ? roster : [...roster.filter((msisdn) => !left.includes(msisdn)), ...joined]);
  const now = participantsOf(after);
  const foreign = now.find((msisdn) => !expected.has(msisdn));
  if (foreign !== undefined) return wrong(`${foreign} has a leaf and is no participant`);
  const absent = [...expected].find((msisdn) => !now.includes(msisdn));
  return absent === undefined ? undefined : wrong(`${absent} is a participant and has no leaf`);
}
