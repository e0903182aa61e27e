import type { PendingCommit, Resent } from '../../mls/client/client.ts';
import { ExpiringCredentialError, MlsClientError } from '../../mls/client/client-error.ts';
import { sortControl } from '../../mls/client/control-parts.ts';
import { isHealing } from '../../mls/client/health.ts';
import { resentOf } from '../../mls/client/open-message.ts';
import { newMessageId, newUuid } from '../../protocol/message-id.ts';
import { serialiseMlsControl } from '../../protocol/mls-control.ts';
import { type Address, isGroupAddress } from './address.ts';
import { behindReasons, commitDecisions } from './commit-decisions.ts';
import { controlIntake } from './control-intake.ts';
import { conversationGroups } from './conversation-groups.ts';
import { controlMessage } from './cpim-messages.ts';
import { earlyCommits } from './early-commits.ts';
import type { Encryption, EncryptionOptions, Readiness } from './encryption.ts';
import { claimKeys, type TakenKeys } from './gathered-keys.ts';
import { healing } from './healing.ts';
import { turnstile } from './turnstile.ts';

const againOf = (resent: Resent | undefined) => (resent ? { resent } : {});

export function encryption(options: EncryptionOptions): Encryption {
  const { mls, random, clock, onProblem } = options;
  /** One after the other: MLS state is not to be used by two at once. */
  const inTurn = turnstile();
  const conversations = conversationGroups(mls, options);
  const { groups, groupWith, addressOf, others } = conversations;
  const early = earlyCommits();
  /** Where MLS was ended without this phone: it is not asked in, and does not come in from outside. */
  const endedThere = new Set<Address>();
  function onEndedThere(address: Address): void {
    if (endedThere.has(address)) return;
    endedThere.add(address);
    options.onEnded(address);
  }
  /** Keys claimed for a conversation: what was gathered before the directory failed is not claimed again. */
  const taken = new Map<Address, TakenKeys>();
  /** @param paired whether the own other devices are to come in, too: not into a group in which they are */
  function gather(address: Address, msisdns: readonly string[], paired = options.paired): ReturnType<typeof claimKeys> {
    const before = taken.get(address) ?? new Map();
    taken.set(address, before);
    return claimKeys({ ...options, paired }, msisdns, before);
  }
  const decisions = commitDecisions({
    ...options,
    inTurn,
    conversations,
    early,
    recovery: () => recovery,
    onStaged: (address) => taken.delete(address),
    onEndedThere,
  });
  const { undecided, invitations, submit, settle } = decisions;
  const recovery = healing({
    clock,
    mls,
    inTurn,
    outbox: options.outbox,
    participants(address, groupId) {
      // A new era is for the participants: whoever left may still have a leaf in the one before.
      const roster = isGroupAddress(address) ? options.participants(address) : [];
      return roster.length > 0 ? roster : (others(groupId) ?? options.participants(address));
    },
    pull: options.pull,
    gather,
    submit,
    settle,
    ended: (address) => endedThere.has(address),
    onEnded: onEndedThere,
    onProblem,
  });
  const intake = controlIntake({ ...options, conversations, early, recovery, decisions, rotate });

  async function create(address: Address): Promise<Readiness> {
    const gathered = await gather(address, options.participants(address));
    if (typeof gathered === 'string') return gathered;
    const groupId = isGroupAddress(address) ? address : newUuid(random);
    return attempt('create a group', address, () => mls.create(groupId, gathered));
  }

  /** Stages a commit and asks the focus. What cannot be staged now is tried again later. */
  async function attempt(doing: string, address: Address, stage: () => Promise<PendingCommit>): Promise<Readiness> {
    let pending: PendingCommit;
    taken.delete(address);
    try {
      pending = await inTurn(stage);
    } catch (error) {
      if (!(error instanceof MlsClientError)) throw error; // a KeyPackage that is none, or the group changed meanwhile
      onProblem(doing, error.message);
      // It may last until somebody's phone is on again: what waits behind this, the removal of that member too, goes on.
      return error instanceof ExpiringCredentialError && groupWith(address) ? 'refused' : 'later';
    }
    return submit(address, pending);
  }

  async function rotate(address: Address): Promise<Readiness> {
    if (undecided.has(address)) return settle(address);
    const group = groupWith(address);
    if (!group) return 'impossible';
    if (isHealing(group.health)) return 'later';
    return attempt('rotate keys', address, () => mls.selfUpdate(group.groupId));
  }

  /** Whether members of a group are no participants, or the other way round, and nothing is known of that will change it. */
  function differsFromRoster(groupId: string): boolean {
    const group = groupWith(groupId);
    if (!group || group.ended || isHealing(group.health)) return false;
    if (undecided.has(groupId) || mls.proposals(groupId) > 0) return false;
    const roster = new Set([options.msisdn, ...options.participants(groupId)]);
    return roster.size !== new Set(group.members).size || group.members.some((member) => !roster.has(member));
  }

  function forget(peer: string, groupId: string, reason: string): void {
    if (!groups.get(peer)?.delete(groupId)) return;
    if (undecided.get(peer)?.pending.groupId === groupId) undecided.delete(peer);
    mls.forget(groupId, reason);
  }

  return {
    groupWith,
    encrypted: (address) => groups.has(address),
    ended: (address) => endedThere.has(address),
    forget,
    notJoined(peer, messageId) {
      const invitation = invitations.get(messageId);
      if (!invitation || isGroupAddress(invitation.peer) || invitation.peer !== peer) return;
      invitations.delete(messageId);
      forget(peer, invitation.groupId, `${peer} could not join it`);
    },
    peers: () => [...groups.keys()].filter((peer) => !isGroupAddress(peer) && groupWith(peer) !== undefined),
    async prepare(address) {
      if (undecided.has(address)) return settle(address);
      const group = groupWith(address);
      if (!group) return create(address);
      return isHealing(group.health) ? 'later' : 'ready';
    },
    async existsElsewhere(address) {
      const asked = await options.pull(address, address, 0, 0n);
      if (asked.outcome === 'refused') return asked.reason === 'mls-group-not-found' ? 'none' : 'unknown';
      if (asked.outcome !== 'accepted') return 'unknown';
      if (!undecided.has(address))
        void recovery.needed(address, address, 'the focus knows of a group that is not held');
      return 'there';
    },
    abandon(address) {
      const open = undecided.get(address);
      if (!open || !undecided.delete(address)) return;
      mls.commitRefused(open.pending.groupId);
    },
    async change(address, changes, add = []) {
      if (undecided.has(address) && (await settle(address)) !== 'ready') return 'later';
      const group = groupWith(address);
      if (!group) return 'impossible';
      if (isHealing(group.health)) return 'later';
      const gathered = add.length === 0 ? [] : await gather(address, add, false);
      if (typeof gathered === 'string') return gathered;
      if (changes.end) mls.moveHealth(group.groupId, 'OngoingEndMls', 'the owner of this phone ended encryption');
      return attempt('change the group', address, () => mls.change(group.groupId, { ...changes, add: gathered }));
    },
    protect(address, messageId, contentType, body, resent) {
      const group = groupWith(address);
      if (!group) throw new Error(`there is no group with ${address}: prepare it first`);
      return inTurn(() => mls.protect(group.groupId, messageId, contentType, body, resent));
    },
    open(conversationId, messageId, ciphertext, claim) {
      return inTurn(async () => {
        if (!mls.group(conversationId))
          return {
            ok: false,
            reason: 'no-group',
            detail: 'no Welcome came for this group',
            recoverable: true,
            ...againOf(resentOf(ciphertext)),
          };
        const opened = await mls.unprotect(conversationId, messageId, ciphertext, claim);
        if (opened.ok) {
          recovery.heard(conversationId);
          return opened;
        }
        const { reason, detail, cause, resent } = opened;
        return { ok: false, reason, detail, recoverable: cause === 'ahead' || cause === 'fork', ...againOf(resent) };
      });
    },
    control: (address, conversationId, cpim, from) => inTurn(() => intake.control(address, conversationId, cpim, from)),
    withdrawn(messageId, by) {
      for (const [address, { pending, cpim }] of undecided) {
        if (cpim.messageId !== messageId || address !== by) continue;
        undecided.delete(address);
        mls.commitRefused(pending.groupId);
      }
    },
    rotate,
    async leave(address) {
      if (undecided.has(address) && (await settle(address)) === 'later') return 'later';
      const group = groupWith(address);
      if (!group) return 'impossible';
      const { groupId, era, epochAuthenticator } = group;
      const body = serialiseMlsControl([await inTurn(() => mls.leave(groupId))]);
      const to = options.uriOf(address);
      const parts = { from: options.msisdn, to, messageId: newMessageId(random), nowMs: clock.now() };
      const cpim = controlMessage({ ...parts, era, epochAuthenticator, body });
      const conveyed = await options.convey(address, groupId, cpim);
      if (conveyed.outcome === 'unknown' || conveyed.outcome === 'unregistered') return 'later';
      if (conveyed.outcome === 'refused') {
        onProblem('leave a group', conveyed.reason);
        if (behindReasons.has(conveyed.reason)) void recovery.needed(address, groupId, conveyed.reason);
        return behindReasons.has(conveyed.reason) ? 'later' : 'impossible';
      }
      mls.forget(groupId, 'this phone left it');
      return 'ready';
    },
    addressOf,
    rosterTold: (groupId) =>
      decisions.expect(groupId, groupId, 'the roster changed, and no commit came', () => differsFromRoster(groupId)),
    asked: (groupId, messages) =>
      inTurn(() => intake.keepProposals(addressOf(groupId) ?? groupId, groupId, sortControl(messages).proposals)),
    healing: recovery,
  };
}
