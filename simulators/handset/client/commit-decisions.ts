import type { PendingCommit } from '../../mls/client/client.ts';
import type { Cpim } from '../../protocol/cpim.ts';
import { newMessageId } from '../../protocol/message-id.ts';
import { mlsControlLimits, serialiseMlsControl } from '../../protocol/mls-control.ts';
import type { Address } from './address.ts';
import type { ConversationGroups } from './conversation-groups.ts';
import { controlMessage } from './cpim-messages.ts';
import type { EarlyCommits } from './early-commits.ts';
import type { EncryptionOptions, Readiness } from './encryption.ts';
import type { Healing } from './healing.ts';
import type { Turnstile } from './turnstile.ts';

export interface CommitDecisionsOptions extends EncryptionOptions {
  readonly inTurn: Turnstile;
  readonly conversations: ConversationGroups;
  readonly early: EarlyCommits;
  readonly recovery: () => Healing;
  /** KeyPackages that were gathered are used by what was staged. */
  readonly onStaged: (address: Address) => void;
  /** The focus says that MLS was ended where this phone knows of nothing of the kind. */
  readonly onEndedThere: (address: Address) => void;
}

/** Commits of this phone on their way to the Conversation Focus and back. */
export interface CommitDecisions {
  /** Those that wait for the focus's answer, by address: sent again as they are until there is one. */
  readonly undecided: Map<Address, { readonly pending: PendingCommit; readonly cpim: Cpim }>;
  /** The group that each of our invitations is for, by message id. */
  readonly invitations: Map<string, { readonly peer: string; readonly groupId: string }>;
  submit(address: Address, pending: PendingCommit): Promise<Readiness>;
  settle(address: Address): Promise<Readiness>;
  expect(address: Address, groupId: string, why: string, missing: () => boolean): void;
  catchUp(groupId: string): Promise<void>;
}

/** How long a commit that seems to be missing is waited for before it is asked for, ms: messages overtake each other. */
const overtakingMs = 3000;
/** Refusals that say that this client is not where the group is. */
export const behindReasons: ReadonlySet<string> = new Set([
  'incorrect-era',
  'incorrect-epoch',
  'incorrect-epoch-authenticator',
  'mismatched-confirmation-tag',
]);

/** A refusal that the same commit will always meet: it is not asked for again. */
const tooLarge = ({ status, reason }: { readonly status: number; readonly reason: string }, { body }: Cpim): boolean =>
  status === 413 || (reason === 'invalid-input' && body.length > mlsControlLimits.bytes);

/** Refusals one after the other after which the focus is not asked any more for what it was asked for; ours. */
const maximumRefusals = 20;

export function commitDecisions(options: CommitDecisionsOptions): CommitDecisions {
  const { mls, random, clock, inTurn, early, onProblem } = options;
  const { learn } = options.conversations;
  const undecided: CommitDecisions['undecided'] = new Map();
  const invitations: CommitDecisions['invitations'] = new Map();
  /** How often the focus has refused since it last accepted something, by address. */
  const refusals = new Map<Address, number>();

  async function submit(address: Address, pending: PendingCommit): Promise<Readiness> {
    const { era, epochAuthenticator, commit, welcome, groupInfo } = pending;
    options.onStaged(address);
    const open = undecided.get(address);
    if (open && open.pending.groupId !== pending.groupId) {
      mls.commitRefused(pending.groupId); // another group is being made, or recovered: its answer decides first
      return 'later';
    }
    const cpim = controlMessage({
      from: options.msisdn,
      to: options.uriOf(address),
      messageId: newMessageId(random),
      nowMs: clock.now(),
      era,
      epochAuthenticator,
      body: serialiseMlsControl([commit, ...(welcome ? [welcome] : []), ...(groupInfo ? [groupInfo] : [])]),
    });
    undecided.set(address, { pending, cpim });
    return settle(address);
  }

  /** Asks the focus (again) and applies its answer. */
  async function settle(address: Address): Promise<Readiness> {
    const open = undecided.get(address);
    if (!open) return 'ready';
    const { groupId } = open.pending;
    const conveyed = await options.convey(address, groupId, open.cpim);
    if (conveyed.outcome === 'unknown' || conveyed.outcome === 'unregistered') return 'later';
    if (undecided.get(address) !== open) return 'later';
    undecided.delete(address);
    options.recovery().heard(groupId);
    // Removed while the answer was on its way: there is nothing that it could be about any more.
    if (!mls.group(groupId)) return 'later';
    if (conveyed.outcome === 'accepted') {
      refusals.delete(address);
      const before = mls.group(groupId);
      if (mls.commitAccepted(groupId).ended && before?.ended === false) options.onEnded(address, options.msisdn);
      learn(address, groupId);
      const { messageId } = open.cpim;
      if (open.pending.welcome) options.onNewcomers(address);
      if (open.pending.welcome && messageId !== undefined) invitations.set(messageId, { peer: address, groupId });
      await inTurn(() => catchUp(groupId));
      return 'ready';
    }
    early.take(groupId);
    const before = mls.group(groupId)?.epoch;
    mls.commitRefused(groupId);
    if (tooLarge(conveyed, open.cpim)) {
      onProblem('commit', `too-large: ${open.cpim.body.length} bytes, at most ${mlsControlLimits.bytes} are carried`);
      return 'refused';
    }
    onProblem('commit', conveyed.reason);
    if (conveyed.reason === 'mls-group-has-end-mls' && !mls.group(groupId)?.ended) {
      options.onEndedThere(address);
      return 'refused';
    }
    if (behindReasons.has(conveyed.reason)) {
      expect(address, groupId, `a commit was refused: ${conveyed.reason}`, () => mls.group(groupId)?.epoch === before);
    }
    return conveyed.reason === 'encryption-not-available' ? 'impossible' : refusedOnceMore(address);
  }

  function refusedOnceMore(address: Address): Readiness {
    const times = (refusals.get(address) ?? 0) + 1;
    if (times < maximumRefusals) {
      refusals.set(address, times);
      return 'later';
    }
    refusals.delete(address);
    onProblem('commit', `refused ${times} times: it is given up`);
    return 'refused';
  }

  /** What is missing may be on its way: recovery begins when it does not come. */
  function expect(address: Address, groupId: string, why: string, missing: () => boolean): void {
    clock.after(overtakingMs, 'a commit may still come', () => {
      if (missing() && mls.group(groupId)) void options.recovery().needed(address, groupId, why);
    });
  }

  /** Applies commits that came before what they build on. */
  async function catchUp(groupId: string): Promise<void> {
    for (const next of early.take(groupId)) {
      const applied = await mls.commit(groupId, next);
      if (!applied.ok) return onProblem('control message', `${applied.reason}: ${applied.detail}`);
    }
  }

  return { undecided, invitations, submit, settle, expect, catchUp };
}
