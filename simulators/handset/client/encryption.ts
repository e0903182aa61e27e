import type { Clock } from '../../kernel/clock.ts';
import type { Random } from '../../kernel/random.ts';
import type { ClientFailure, GroupView, MlsClient, PendingCommit } from '../../mls/client/client.ts';
import { MlsClientError } from '../../mls/client/client-error.ts';
import type { Cpim } from '../../protocol/cpim.ts';
import { newMessageId, newUuid } from '../../protocol/message-id.ts';
import { parseMlsControl, serialiseMlsControl } from '../../protocol/mls-control.ts';
import { ProtocolError } from '../../protocol/protocol-error.ts';
import type { Conveyed } from './conveyance.ts';
import { controlMessage } from './cpim-messages.ts';
import { earlyCommits } from './early-commits.ts';
import type { KeyDirectory } from './key-directory.ts';
import { turnstile } from './turnstile.ts';

/** How getting ready to encrypt to a peer ended. */
export type Readiness = 'ready' | 'later' | 'impossible';

export type Opened =
  | { readonly ok: true; readonly contentType: string; readonly body: Uint8Array }
  /** `no-group`: its Welcome may still be on its way. */
  | { readonly ok: false; readonly reason: ClientFailure | 'no-group'; readonly detail: string };

export interface EncryptionOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly msisdn: string;
  readonly mls: MlsClient;
  readonly directory: () => KeyDirectory | undefined;
  readonly convey: (peer: string, conversationId: string, cpim: Cpim) => Promise<Conveyed>;
  readonly onProblem: (doing: string, reason: string) => void;
}

/** The 1:1 MLS groups of a phone: made on first need, changed by commits that the Conversation Focus has to accept. */
export interface Encryption {
  /** The group that messages to `peer` are encrypted in, once there is one. */
  groupWith(peer: string): GroupView | undefined;
  /**
   * Whether anything was ever encrypted between the two: then nothing goes in clear, also when the group was given up.
   */
  encrypted(peer: string): boolean;
  /** Gives up a group that `peer` cannot read, so that the next message makes another. */
  forget(peer: string, groupId: string, reason: string): void;
  /** Everybody whom there is a group with. */
  peers(): readonly string[];
  /** Creates the group with `peer` if there is none, and finishes a commit whose answer never came. */
  prepare(peer: string): Promise<Readiness>;
  protect(peer: string, messageId: string, contentType: string, body: Uint8Array): ReturnType<MlsClient['protect']>;
  open(conversationId: string, messageId: string, ciphertext: Uint8Array): Promise<Opened>;
  /**
   * A control message from `peer`: a commit, a Welcome, or both. Resolves to `not-joined` when it invites to a group that
   * this phone cannot join.
   */
  control(peer: string, conversationId: string, body: Uint8Array): Promise<'taken' | 'not-joined'>;
  /** `peer` could not join the group that our control message invited it to: nobody is to wait for it there. */
  notJoined(peer: string, messageId: string): void;
  /** The carrier took back a decision it had made about our control message. */
  withdrawn(messageId: string): void;
  /**
   * Rotates the own leaf key in the group with `peer`; impossible without one. A commit of ours that still waits for its
   * answer is finished instead: it brings new keys, too.
   */
  rotate(peer: string): Promise<Readiness>;
}

export function encryption(options: EncryptionOptions): Encryption {
  const { mls, random, clock } = options;
  /** One after the other: MLS state is not to be used by two at once. */
  const inTurn = turnstile();
  /** Groups by peer; with two (both sides began at once) the one that sorts first is used by both. */
  const groups = new Map<string, Set<string>>();
  /** Commits that wait for the focus's answer, by peer: sent again as they are until there is one. */
  const undecided = new Map<string, { readonly pending: PendingCommit; readonly cpim: Cpim }>();

  /** The group that each of our invitations is for, by message id. */
  const invitations = new Map<string, { readonly peer: string; readonly groupId: string }>();

  const early = earlyCommits();

  function groupWith(peer: string): GroupView | undefined {
    const ids = [...(groups.get(peer) ?? [])].sort();
    for (const id of ids) {
      const group = mls.group(id);
      if (group) return group;
    }
    return undefined;
  }

  function learn(peer: string, groupId: string): void {
    const known = groups.get(peer) ?? new Set();
    groups.set(peer, known.add(groupId));
  }

  async function submit(peer: string, pending: PendingCommit): Promise<Readiness> {
    const body = serialiseMlsControl(pending.welcome ? [pending.commit, pending.welcome] : [pending.commit]);
    const { msisdn: from } = options;
    const { era, epochAuthenticator } = pending;
    const cpim = controlMessage({
      from,
      to: peer,
      messageId: newMessageId(random),
      nowMs: clock.now(),
      era,
      epochAuthenticator,
      body,
    });
    undecided.set(peer, { pending, cpim });
    return settle(peer);
  }

  /** Asks the focus (again) and applies its answer. */
  async function settle(peer: string): Promise<Readiness> {
    const open = undecided.get(peer);
    if (!open) return 'ready';
    const { groupId } = open.pending;
    const conveyed = await options.convey(peer, groupId, open.cpim);
    if (conveyed.outcome === 'unknown' || conveyed.outcome === 'unregistered') return 'later';
    if (undecided.get(peer) !== open) return 'later';
    undecided.delete(peer);
    if (conveyed.outcome === 'accepted') {
      mls.commitAccepted(groupId);
      learn(peer, groupId);
      const { messageId } = open.cpim;
      if (open.pending.welcome && messageId !== undefined) invitations.set(messageId, { peer, groupId });
      await inTurn(() => catchUp(groupId));
      return 'ready';
    }
    early.take(groupId);
    mls.commitRefused(groupId);
    options.onProblem('commit', conveyed.reason);
    return conveyed.reason === 'encryption-not-available' ? 'impossible' : 'later';
  }

  /** Applies commits that came before what they build on. */
  async function catchUp(groupId: string): Promise<void> {
    for (const next of early.take(groupId)) {
      const applied = await mls.commit(groupId, next);
      if (!applied.ok) return options.onProblem('control message', `${applied.reason}: ${applied.detail}`);
    }
  }

  async function create(peer: string): Promise<Readiness> {
    const directory = options.directory();
    if (!directory) return 'impossible';
    let claimed: Awaited<ReturnType<KeyDirectory['claim']>>;
    try {
      claimed = await directory.claim(peer);
    } catch (error) {
      options.onProblem('claim a KeyPackage', error instanceof Error ? error.message : String(error));
      return 'later';
    }
    if (!claimed) return 'impossible';
    const { keyPackage } = claimed;
    try {
      return await submit(peer, await inTurn(() => mls.create(newUuid(random), [keyPackage])));
    } catch (error) {
      if (!(error instanceof MlsClientError)) throw error; // the directory gave something that is no KeyPackage of the peer's
      options.onProblem('create a group', error.message);
      return 'later';
    }
  }

  function problem(reason: string): 'taken' {
    options.onProblem('control message', reason);
    return 'taken';
  }

  function forget(peer: string, groupId: string, reason: string): void {
    if (!groups.get(peer)?.delete(groupId)) return;
    if (undecided.get(peer)?.pending.groupId === groupId) undecided.delete(peer);
    mls.forget(groupId, reason);
  }

  function control(peer: string, conversationId: string, body: Uint8Array): Promise<'taken' | 'not-joined'> {
    return inTurn(async () => {
      let messages: Uint8Array[];
      try {
        messages = parseMlsControl(body);
      } catch (error) {
        if (!(error instanceof ProtocolError)) throw error;
        return problem(error.message);
      }
      const [commit, welcome] = messages;
      if (commit && !welcome && !mls.group(conversationId)) {
        early.keep(conversationId, commit);
        return problem('a commit of a group whose Welcome has not come: it is kept');
      }
      const member = mls.group(conversationId) !== undefined;
      const result = member
        ? commit && (await mls.commit(conversationId, commit))
        : welcome && (await mls.welcome(welcome));
      if (!result) return 'taken';
      // The focus may have accepted ours, its answer was lost, and the peer's builds on it: tried again after the answer.
      if (!result.ok && commit && undecided.get(peer)?.pending.groupId === conversationId)
        early.keep(conversationId, commit);
      if (!result.ok) {
        problem(`${result.reason}: ${result.detail}`);
        return member ? 'taken' : 'not-joined';
      }
      if (!result.group.members.includes(peer)) return problem(`the sender is not in group ${result.group.groupId}`);
      learn(peer, result.group.groupId);
      await catchUp(result.group.groupId);
      return 'taken';
    });
  }

  return {
    groupWith,
    encrypted: (peer) => groups.has(peer),
    forget,
    notJoined(peer, messageId) {
      const invitation = invitations.get(messageId);
      if (invitation?.peer !== peer) return;
      invitations.delete(messageId);
      forget(peer, invitation.groupId, `${peer} could not join it`);
    },
    peers: () => [...groups.keys()].filter((peer) => groupWith(peer) !== undefined),
    async prepare(peer) {
      if (undecided.has(peer)) return settle(peer);
      return groupWith(peer) ? 'ready' : create(peer);
    },
    protect(peer, messageId, contentType, body) {
      const group = groupWith(peer);
      if (!group) throw new Error(`there is no group with ${peer}: prepare it first`);
      return inTurn(() => mls.protect(group.groupId, messageId, contentType, body));
    },
    open(conversationId, messageId, ciphertext) {
      return inTurn(async () => {
        if (!mls.group(conversationId))
          return { ok: false, reason: 'no-group', detail: 'no Welcome came for this group' };
        return mls.unprotect(conversationId, messageId, ciphertext);
      });
    },
    control,
    withdrawn(messageId) {
      for (const [peer, { pending, cpim }] of undecided) {
        if (cpim.messageId !== messageId) continue;
        undecided.delete(peer);
        mls.commitRefused(pending.groupId);
      }
    },
    async rotate(peer) {
      if (undecided.has(peer)) return settle(peer);
      const group = groupWith(peer);
      if (!group) return 'impossible';
      try {
        return await submit(peer, await inTurn(() => mls.selfUpdate(group.groupId)));
      } catch (error) {
        if (!(error instanceof MlsClientError)) throw error; // given up, or committed to, in the meantime
        options.onProblem('rotate keys', error.message);
        return 'later';
      }
    },
  };
}
