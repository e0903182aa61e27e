import { canaryOf } from '../../kernel/canary.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Journal } from '../../kernel/journal/journal.ts';
import type { Random } from '../../kernel/random.ts';
import type { ProtectedMessage, Resent } from '../../mls/client/client.ts';
import { MlsClientError } from '../../mls/client/client-error.ts';
import type { Cpim } from '../../protocol/cpim.ts';
import type { Imdn } from '../../protocol/imdn.ts';
import { newMessageId, newUuid } from '../../protocol/message-id.ts';
import type { CapturedMessage } from '../agent/captured-message.ts';
import type { MessageStatus } from '../model.ts';
import { type Address, isGroupAddress } from './address.ts';
import type { PeerDirectory } from './capabilities.ts';
import type { Conveyance } from './conveyance.ts';
import { clearMessage, encryptedMessage, receiptMessage, textContentType } from './cpim-messages.ts';
import { earlyReceipts } from './early-receipts.ts';
import type { Encryption } from './encryption.ts';
import type { Groups } from './groups.ts';
import { messageRoutes } from './message-route.ts';
import type { MessageStore, Thread } from './message-store.ts';
import type { Attempt, Outbox } from './outbox.ts';
import { recipients } from './recipients.ts';
import { resending, type Sealed } from './resending.ts';

export interface MessagingOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly journal: Journal;
  /** The phone's name. */
  readonly phone: string;
  readonly msisdn: string;
  readonly store: MessageStore;
  readonly peers: PeerDirectory;
  readonly encryption: Encryption;
  readonly groups: Groups;
  readonly uriOf: (address: Address) => string;
  readonly conveyance: Conveyance;
  readonly outbox: Outbox;
  /** Whether messages can travel by RCS at all: the user may have switched it off, and there is no SMS here. */
  readonly carries: () => boolean;
  /** The user and the carrier both want encryption at present. */
  readonly encrypts: () => boolean;
  readonly capture: (message: CapturedMessage) => void;
  /** The carrier does not know us any more: register, then `outbox.wake`. */
  readonly onUnregistered: () => void;
  readonly onChange: () => void;
}

/** What goes out: messages that users typed, and receipts. */
export interface Messaging {
  send(thread: Thread, body: string): void;
  /** Tells `peer` what became of its message; `groupId` for one that came in a group. */
  receipt(peer: string, imdn: Imdn, groupId?: string): void;
  /** The Conversation-ID of clear messages to a peer; encrypted ones carry their group's. */
  conversationId(address: Address): string;
  /** A receipt came from `peer` for a message of ours. */
  receipted(peer: string, imdn: Imdn): void;
  /** Another device of the owner sent one of its messages again: receipts name that from now on. */
  sentAgain(messageId: string, original: string): void;
  /** Another device of the owner sent a message, which is shown here now: receipts for it come to both. */
  sentElsewhere(messageId: string, address: Address): void;
}

/** Attempts in one epoch before a group goes into a new era for one member's sake; ours. */
const patience = 3;
/** Receipts after which a message is worth sending again: the recipient had the wrong keys, or none. */
const resendable: ReadonlySet<string> = new Set([
  'failed-to-decrypt',
  'message-from-non-member',
  'invalid-credential',
  'resent-message-for-me-failed-to-decrypt',
]);

/** A message on its way out: what the user typed, and which of a chain of attempts this is. */
interface Outgoing {
  readonly address: Address;
  readonly messageId: string;
  readonly sentAtMs: number;
  readonly body: string;
  /** It was written while the conversation was encrypted: whatever becomes of that, it does not go in clear. */
  readonly secret: boolean;
  /** Or while the conversation was shown as one that would be: then not where MLS turns out to have been ended before. */
  readonly promised: boolean;
  readonly resent?: Resent;
}

export function messaging(options: MessagingOptions): Messaging {
  const { clock, random, journal, phone, msisdn, store, peers, encryption, conveyance, outbox, groups } = options;
  const route = messageRoutes(options);
  const clearConversations = new Map<string, string>();
  const followed = recipients();
  const chains = resending();
  const early = earlyReceipts();

  function conversationId(address: Address): string {
    if (isGroupAddress(address)) return address;
    const known = clearConversations.get(address) ?? newUuid(random);
    clearConversations.set(address, known);
    return known;
  }

  function raise(messageId: string, status: MessageStatus & ('sent' | 'delivered' | 'displayed' | 'failed')): void {
    if (!store.raise(messageId, status)) return;
    journal.append('handset.status', { phone, message_id: messageId, status });
    options.onChange();
  }

  async function compose(outgoing: Outgoing): Promise<{ cpim: Cpim; conversation: string } | 'later' | 'fail'> {
    const { address: peer, messageId, sentAtMs, body, resent } = outgoing;
    const way = await route(peer);
    if (way === 'later' || way === 'fail') return way;
    if (way === 'clear' && outgoing.secret) return 'fail';
    if (way === 'clear' && outgoing.promised && encryption.ended(peer)) return 'fail';
    const parts = { from: msisdn, to: options.uriOf(peer), messageId, nowMs: sentAtMs };
    const bytes = Buffer.from(body);
    if (way === 'clear') return { cpim: clearMessage(parts, bytes), conversation: conversationId(peer) };
    const group = encryption.groupWith(peer);
    const conversation = group?.groupId ?? '';
    let sealed: ProtectedMessage;
    try {
      sealed = await encryption.protect(peer, messageId, textContentType, bytes, resent);
    } catch (error) {
      if (!(error instanceof MlsClientError)) throw error;
      return 'later'; // the group was given up a moment ago
    }
    const { era, epochAuthenticator } = sealed;
    chains.sealed({ ...outgoing, groupId: conversation, era, epochAuthenticator });
    return { cpim: encryptedMessage(parts, sealed), conversation };
  }

  function send(thread: Thread, body: string): void {
    const messageId = newMessageId(random);
    const sentAtMs = clock.now();
    const { peer } = thread;
    store.add(
      thread.id,
      { id: messageId, direction: 'out', body, sentAtMs, status: 'sending', encrypted: false },
      sentAtMs,
    );
    const group_id = isGroupAddress(peer) ? { group_id: peer } : {};
    journal.append('handset.queued', {
      phone,
      message_id: messageId,
      peer,
      canary: canaryOf(body) ?? null,
      ...group_id,
    });
    if (!options.carries()) {
      raise(messageId, 'failed');
      return;
    }
    options.onChange();
    const secret = encryption.groupWith(peer)?.ended === false && !encryption.ended(peer);
    const promised =
      !isGroupAddress(peer) && !encryption.ended(peer) && options.encrypts() && peers.known(peer)?.mls === true;
    leave({ address: peer, messageId, sentAtMs, body, secret, promised });
  }

  /** Sends a message that could not be opened once more, under a new id that is linked to the first. */
  function sendAgain({ address, groupId, body, sentAtMs, era, epochAuthenticator }: Sealed, resent: Resent): void {
    const messageId = newMessageId(random);
    leave({ address, messageId, sentAtMs, body, secret: true, promised: true, resent }, async () => {
      const now = encryption.groupWith(address);
      const moved = now?.groupId !== groupId || now.era !== era || now.epochAuthenticator !== epochAuthenticator;
      if (moved) return; // the recipient has found its way, or somebody brought it: it reads what is written now
      const healed = await encryption.healing.needed(address, groupId, `${resent.original} could not be opened`);
      const same = encryption.groupWith(address);
      if (!healed || same?.era !== era || same.epochAuthenticator !== epochAuthenticator) return;
      // This is the latest epoch, and the recipient cannot read in it. With two it is asked in anew; among many, whom a
      // new era would cost much, it has some more attempts to come back by itself.
      if (!isGroupAddress(address) || resent.count >= patience)
        await encryption.healing.needed(address, groupId, 'a recipient is lost in this era', 'era');
    });
  }

  /** @param first what has to be done before the message is composed, once */
  function leave(outgoing: Outgoing, first?: () => Promise<void>): void {
    const { address: peer, messageId, sentAtMs, body, resent } = outgoing;
    const shown = resent?.original ?? messageId;
    // Kept over attempts: sent again it has to be the same message, for the carrier may have taken it already.
    let composed: { cpim: Cpim; conversation: string } | undefined;
    let before = first;
    outbox.add(`to ${peer}`, async (): Promise<Attempt> => {
      await before?.();
      before = undefined;
      const now = composed ?? (await compose(outgoing));
      if (now === 'later') return 'later';
      if (now === 'fail') {
        raise(shown, 'failed');
        return 'done';
      }
      if (!composed) {
        // Before it leaves: once a byte is out it may be accepted, whatever becomes of the answer and of this phone.
        if (!resent)
          options.capture({
            message_id: messageId,
            direction: 'out',
            peer,
            body,
            sent_at_ms: sentAtMs,
            version: 1,
            ...(isGroupAddress(peer) && { group_id: peer, members: groups.get(peer)?.members ?? [] }),
          });
        // Sent again it is the same message: who has read it before has read it.
        if (isGroupAddress(peer) && !followed.has(shown)) followed.follow(shown, othersIn(peer));
        composed = now;
      }
      const conveyed = await conveyance.send(options.uriOf(peer), now.conversation, now.cpim);
      if (conveyed.outcome === 'unregistered') options.onUnregistered();
      if (conveyed.outcome === 'unknown' || conveyed.outcome === 'unregistered') return 'later';
      if (conveyed.outcome === 'refused') {
        journal.append('handset.problem', { phone, doing: `send ${messageId}`, reason: conveyed.reason });
        raise(shown, 'failed');
        return 'done';
      }
      const encrypted = now.cpim.eraId !== undefined;
      journal.append('handset.sent', { phone, message_id: messageId, mode: conveyed.mode, encrypted });
      // Who was added while it was on its way gets it, too: the carrier told of them before it answered.
      if (isGroupAddress(peer) && !resent) followed.follow(shown, othersIn(peer));
      store.replace(shown, { encrypted });
      raise(shown, 'sent');
      return 'done';
    });
  }

  const othersIn = (groupId: string): readonly string[] =>
    (groups.get(groupId)?.members ?? []).filter((member) => member !== msisdn);

  /** Whether the message goes out once more, because its recipient could not open it. */
  function goesAgain(peer: string, imdn: Imdn): boolean {
    if (imdn.status !== 'failed' || !imdn.failure || !resendable.has(imdn.failure.reason)) return false;
    const next = chains.next(imdn.messageId, peer);
    if (next === 'under way') return true;
    if (!next || !options.encrypts()) return false;
    sendAgain(next.message, next.resent);
    return true;
  }

  function answered(peer: string, imdn: Imdn): void {
    const shown = chains.original(imdn.messageId);
    const found = store.find(shown);
    if (!found) return void early.keep(shown, peer, imdn);
    const said = followed.receipted(shown, peer, imdn.status);
    // Of somebody whom it was not sent to; or of a group's so old that the others' are forgotten: one alone says nothing.
    if (!said && isGroupAddress(found.thread.peer)) return;
    if (!said) {
      if (peer === found.thread.peer) raise(shown, imdn.status); // who else says so never had it
      return;
    }
    store.replace(shown, { failedFor: said.failedFor.map((member) => ({ msisdn: member, name: '' })) });
    if (said.status === 'failed' || said.status === 'delivered' || said.status === 'displayed')
      raise(shown, said.status);
    options.onChange();
  }

  return {
    send,
    conversationId,
    receipted(peer, imdn) {
      if (imdn.status === 'failed') {
        encryption.withdrawn(imdn.messageId, peer);
        encryption.notJoined(peer, imdn.messageId);
      }
      if (!goesAgain(peer, imdn)) answered(peer, imdn);
    },
    sentAgain: chains.sentAgain,
    sentElsewhere(messageId, address) {
      if (isGroupAddress(address)) followed.follow(messageId, othersIn(address));
      for (const { peer, imdn } of early.take(messageId)) answered(peer, imdn);
    },
    receipt(peer, imdn, groupId) {
      const cpim = receiptMessage(
        { from: msisdn, to: options.uriOf(peer), messageId: newMessageId(random), nowMs: clock.now() },
        imdn,
      );
      outbox.add(`receipts to ${peer}`, async () => {
        const conversation = groupId ?? encryption.groupWith(peer)?.groupId ?? conversationId(peer);
        const { outcome } = await conveyance.send(options.uriOf(peer), conversation, cpim);
        if (outcome === 'unregistered') options.onUnregistered();
        return outcome === 'accepted' || outcome === 'refused' ? 'done' : 'later';
      });
    },
  };
}
