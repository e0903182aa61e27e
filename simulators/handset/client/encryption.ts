import type { Clock } from '../../kernel/clock.ts';
import type { Random } from '../../kernel/random.ts';
import type {
  Claim,
  ClientFailure,
  GroupChanges,
  GroupView,
  MlsClient,
  PendingCommit,
  Resent,
} from '../../mls/client/client.ts';
import { MlsClientError } from '../../mls/client/client-error.ts';
import { type ControlParts, sortControl } from '../../mls/client/control-parts.ts';
import { isHealing } from '../../mls/client/health.ts';
import { resentOf } from '../../mls/client/open-message.ts';
import type { Cpim } from '../../protocol/cpim.ts';
import { newMessageId, newUuid } from '../../protocol/message-id.ts';
import { parseMlsControl, serialiseMlsControl } from '../../protocol/mls-control.ts';
import { ProtocolError } from '../../protocol/protocol-error.ts';
import { type Address, isGroupAddress } from './address.ts';
import type { Conveyed } from './conveyance.ts';
import { controlMessage } from './cpim-messages.ts';
import { earlyCommits } from './early-commits.ts';
import { claimKeys, type TakenKeys } from './gathered-keys.ts';
import { type Healing, healing } from './healing.ts';
import type { KeyDirectory } from './key-directory.ts';
import type { Outbox } from './outbox.ts';
import { turnstile } from './turnstile.ts';

/**
 * How getting ready to encrypt to a peer ended. `refused`: the focus said no again and again, and is not asked any more
 * for this.
 */
export type Readiness = 'ready' | 'later' | 'impossible' | 'refused';

export type Opened =
  | {
      readonly ok: true;
      readonly contentType: string;
      readonly body: Uint8Array;
      readonly sender: string;
      readonly resent?: Resent;
    }
  /** `no-group`: its Welcome may still be on its way. `ahead`, `fork`: recovery may help. */
  | {
      readonly ok: false;
      readonly reason: ClientFailure | 'no-group';
      readonly detail: string;
      readonly recoverable: boolean;
      /** It says that it is this message again. */
      readonly resent?: Resent;
    };

export interface EncryptionOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly msisdn: string;
  /** IMEI of this device. */
  readonly device: string;
  /** The subscriber has other devices, which belong into every group. */
  readonly paired: boolean;
  readonly mls: MlsClient;
  readonly directory: () => KeyDirectory | undefined;
  /** Who takes part in a conversation besides the owner of this phone. MSISDNs. */
  readonly participants: (address: Address) => readonly string[];
  readonly uriOf: (address: Address) => string;
  readonly convey: (address: Address, conversationId: string, cpim: Cpim) => Promise<Conveyed>;
  /** Asks the focus of an MLS group for what was missed. */
  readonly pull: (address: Address, groupId: string, era: number, epoch: bigint) => Promise<Conveyed>;
  readonly outbox: Outbox;
  readonly onProblem: (doing: string, reason: string) => void;
  /** This phone is in a group with these, MSISDNs. */
  readonly onMembers: (address: Address, members: readonly string[]) => void;
  /** Somebody came into the group who was not there, and it is this phone's turn to tell them what they missed. */
  readonly onNewcomers: (address: Address) => void;
  /** MLS was ended in a conversation. `by`: MSISDN. */
  readonly onEnded: (address: Address, by: string) => void;
}

/** The MLS groups of a phone: made on first need, changed by commits that the Conversation Focus has to accept. */
export interface Encryption {
  /** The group that messages to `address` are encrypted in, once there is one. */
  groupWith(address: Address): GroupView | undefined;
  /** Whether anything was ever encrypted there: then nothing goes in clear, also when the group was given up. */
  encrypted(address: Address): boolean;
  /** Gives up a group that `peer` cannot read, so that the next message makes another. */
  forget(peer: string, groupId: string, reason: string): void;
  /** The conversation that an MLS group serves; nothing for one that was never heard of. */
  addressOf(groupId: string): Address | undefined;
  /** Everybody whom there is a group of two with. */
  peers(): readonly string[];
  /** Creates the group for `address` if there is none, and finishes a commit whose answer never came. */
  prepare(address: Address): Promise<Readiness>;
  /**
   * Whether the focus knows of an MLS group that this phone does not hold. Where it does, the way in begins. `unknown`: it
   * did not answer.
   */
  existsElsewhere(address: Address): Promise<'there' | 'none' | 'unknown'>;
  /** Gives up a creation that the focus has not answered. */
  abandon(address: Address): void;
  /** Changes who is in the group, or how it stands; impossible without one, or when somebody has no keys. */
  change(address: Address, changes: GroupChanges, add?: readonly string[]): Promise<Readiness>;
  protect(
    address: Address,
    messageId: string,
    contentType: string,
    body: Uint8Array,
    resent?: Resent,
  ): ReturnType<MlsClient['protect']>;
  open(conversationId: string, messageId: string, ciphertext: Uint8Array, claim?: Claim): Promise<Opened>;
  /**
   * A control message: a commit, a Welcome, or both. Resolves to `not-joined` when it invites to a group that this phone
   * cannot join.
   */
  control(address: Address, conversationId: string, cpim: Cpim, from: string): Promise<'taken' | 'not-joined'>;
  /** `peer` could not join the group that our control message invited it to: nobody is to wait for it there. */
  notJoined(peer: string, messageId: string): void;
  /** The carrier took back a decision it had made about our control message. */
  withdrawn(messageId: string): void;
  /**
   * Rotates the own leaf key in the group; impossible without one. A commit of ours that still waits for its answer is
   * finished instead: it brings new keys, too.
   */
  rotate(address: Address): Promise<Readiness>;
  /** Tells the others that this phone leaves, and gives the group up once the focus has heard it. */
  leave(address: Address): Promise<Readiness>;
  /** The focus of a group wants something done that a member has to commit. */
  asked(groupId: string, messages: readonly Uint8Array[]): Promise<void>;
  readonly healing: Healing;
}

/** How long a commit that seems to be missing is waited for before it is asked for, ms: messages overtake each other. */
const overtakingMs = 3000;
/** How much later than the member before it a member commits what somebody proposed, ms; ours. */
const takingTurnsMs = 2000;
/** Refusals that say that this client is not where the group is. */
const behindReasons: ReadonlySet<string> = new Set([
  'incorrect-era',
  'incorrect-epoch',
  'incorrect-epoch-authenticator',
  'mismatched-confirmation-tag',
]);

/** Refusals one after the other after which the focus is not asked any more for what it was asked for; ours. */
const maximumRefusals = 20;

type Taken = Awaited<ReturnType<MlsClient['commit']>>;

const againOf = (resent: Resent | undefined) => (resent ? { resent } : {});

export function encryption(options: EncryptionOptions): Encryption {
  const { mls, random, clock } = options;
  /** One after the other: MLS state is not to be used by two at once. */
  const inTurn = turnstile();
  /** Groups by peer; with two (both sides began at once) the one that sorts first is used by both. */
  const groups = new Map<string, Set<string>>();
  /** Commits that wait for the focus's answer, by address: sent again as they are until there is one. */
  const undecided = new Map<Address, { readonly pending: PendingCommit; readonly cpim: Cpim }>();
  /** The group that each of our invitations is for, by message id. */
  const invitations = new Map<string, { readonly peer: string; readonly groupId: string }>();
  const early = earlyCommits();
  /** How often the focus has refused since it last accepted something, by address. */
  const refusals = new Map<Address, number>();
  const { onProblem } = options;
  /** Keys claimed for a conversation: what was gathered before the directory failed is not claimed again. */
  const taken = new Map<Address, TakenKeys>();
  /** @param paired whether the own other devices are to come in, too: not into a group in which they are */
  function gather(address: Address, msisdns: readonly string[], paired = options.paired): ReturnType<typeof claimKeys> {
    const before = taken.get(address) ?? new Map();
    taken.set(address, before);
    return claimKeys({ ...options, paired }, msisdns, before);
  }
  const recovery = healing({
    clock,
    mls,
    inTurn,
    outbox: options.outbox,
    participants: (address, groupId) => others(groupId) ?? options.participants(address),
    pull: options.pull,
    gather,
    submit,
    settle,
    onProblem,
  });

  /** Everybody in a group that is held, but the owner of this phone. */
  function others(groupId: string): readonly string[] | undefined {
    const group = mls.group(groupId);
    return group && [...new Set(group.members)].filter((member) => member !== options.msisdn);
  }

  function groupWith(address: Address): GroupView | undefined {
    if (isGroupAddress(address)) return mls.group(address);
    const ids = [...(groups.get(address) ?? [])].sort();
    for (const id of ids) {
      const group = mls.group(id);
      if (group) return group;
    }
    return undefined;
  }

  function addressOf(groupId: string): Address | undefined {
    for (const [address, ids] of groups) if (ids.has(groupId)) return address;
    return undefined;
  }

  function learn(address: Address, groupId: string): void {
    const known = groups.get(address) ?? new Set();
    groups.set(address, known.add(groupId));
    options.onMembers(address, [...new Set(mls.group(groupId)?.members ?? [])]);
  }

  async function submit(address: Address, pending: PendingCommit): Promise<Readiness> {
    const { era, epochAuthenticator, commit, welcome, groupInfo } = pending;
    taken.delete(address); // KeyPackages are used by what was staged
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
    recovery.heard(groupId);
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
    onProblem('commit', conveyed.reason);
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
      if (missing() && mls.group(groupId)) void recovery.needed(address, groupId, why);
    });
  }

  /** Applies commits that came before what they build on. */
  async function catchUp(groupId: string): Promise<void> {
    for (const next of early.take(groupId)) {
      const applied = await mls.commit(groupId, next);
      if (!applied.ok) return onProblem('control message', `${applied.reason}: ${applied.detail}`);
    }
  }

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
      return 'later';
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

  function problem(reason: string): 'taken' {
    onProblem('control message', reason);
    return 'taken';
  }

  function forget(peer: string, groupId: string, reason: string): void {
    if (!groups.get(peer)?.delete(groupId)) return;
    if (undecided.get(peer)?.pending.groupId === groupId) undecided.delete(peer);
    mls.forget(groupId, reason);
  }

  async function take(
    address: Address,
    groupId: string,
    parts: ControlParts,
    claim: Claim | undefined,
    from: string,
  ): Promise<'taken' | 'not-joined'> {
    const { commits, welcome, proposals } = parts;
    const [commit] = commits;
    if (proposals.length > 0) {
      await keepProposals(address, groupId, proposals);
      return 'taken';
    }
    const held = mls.group(groupId);
    if (commit && !welcome && !held) {
      early.keep(groupId, commit);
      return problem('a commit of a group whose Welcome has not come: it is kept');
    }
    const newer = held !== undefined && claim !== undefined && claim.era > held.era;
    const joins = welcome !== undefined && (!held || newer);
    const result: Taken | undefined = joins
      ? await mls.welcome(welcome)
      : commit && (await mls.commit(groupId, commit, claim));
    if (!result) return 'taken';
    if (!result.ok) {
      problem(`${result.reason}: ${result.detail}`);
      if (joins && !held) return 'not-joined';
      if (joins) {
        void recovery.needed(address, groupId, 'the group went on to an era that its Welcome does not let us into');
        return 'taken';
      }
      missed(address, groupId, commit, result.cause);
      return 'taken';
    }
    if (!isGroupAddress(address) && !result.group.members.includes(address))
      return problem(`the sender is not in group ${result.group.groupId}`);
    learn(address, result.group.groupId);
    recovery.heard(result.group.groupId);
    const { members } = result.group;
    const firstOther = members.find((member) => member !== from);
    if (result.fromOutside && firstOther === options.msisdn) options.onNewcomers(address);
    if (result.group.ended && held?.ended === false) options.onEnded(address, from);
    await catchUp(result.group.groupId);
    return 'taken';
  }

  /** Keeps what others want done. Somebody has to commit it: the first leaf that is there, the next a little later. */
  async function keepProposals(address: Address, groupId: string, proposals: readonly Uint8Array[]): Promise<void> {
    for (const proposal of proposals) {
      const kept = await mls.proposal(groupId, proposal);
      if (!kept.ok) problem(`${kept.reason}: ${kept.detail}`);
    }
    const group = mls.group(groupId);
    if (!group || mls.proposals(groupId) === 0) return;
    const place = Math.max(0, group.members.indexOf(options.msisdn));
    clock.after(place * takingTurnsMs, 'what others proposed is committed', () => {
      if (mls.proposals(groupId) === 0) return;
      options.outbox.add(`to ${address}`, async () => {
        if (mls.proposals(groupId) === 0) return 'done';
        return (await rotate(address)) === 'later' ? 'later' : 'done';
      });
    });
  }

  /** A commit did not fit: the one before it may still come, or the focus's answer to our own, or never. */
  function missed(address: Address, groupId: string, commit: Uint8Array | undefined, cause: string): void {
    if (cause === 'ahead' && commit) {
      const epoch = mls.group(groupId)?.epoch;
      early.keep(groupId, commit);
      expect(address, groupId, 'a commit was missed', () => mls.group(groupId)?.epoch === epoch);
    } else if (cause === 'fork' || cause === 'other') {
      void recovery.needed(address, groupId, cause === 'fork' ? 'the group has forked' : 'a commit does not apply');
    }
  }

  return {
    groupWith,
    encrypted: (address) => groups.has(address),
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
    control(address, conversationId, cpim, from) {
      return inTurn(async () => {
        const { eraId, epochAuthenticator } = cpim;
        const told = eraId !== undefined && epochAuthenticator !== undefined;
        try {
          const claim = told ? { era: eraId, epochAuthenticator } : undefined;
          return await take(address, conversationId, sortControl(parseMlsControl(cpim.body)), claim, from);
        } catch (error) {
          if (!(error instanceof ProtocolError)) throw error;
          return problem(error.message);
        }
      });
    },
    withdrawn(messageId) {
      for (const [address, { pending, cpim }] of undecided) {
        if (cpim.messageId !== messageId) continue;
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
    asked: (groupId, messages) =>
      inTurn(() => keepProposals(addressOf(groupId) ?? groupId, groupId, sortControl(messages).proposals)),
    healing: recovery,
  };
}
