import { canaryOf } from '../../kernel/canary.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Journal } from '../../kernel/journal/journal.ts';
import type { Random } from '../../kernel/random.ts';
import type { ProtectedMessage } from '../../mls/client/client.ts';
import { MlsClientError } from '../../mls/client/client-error.ts';
import type { Cpim } from '../../protocol/cpim.ts';
import type { Imdn } from '../../protocol/imdn.ts';
import { newMessageId, newUuid } from '../../protocol/message-id.ts';
import type { CapturedMessage } from '../agent/captured-message.ts';
import type { MessageStatus } from '../model.ts';
import type { PeerDirectory } from './capabilities.ts';
import type { Conveyance } from './conveyance.ts';
import { clearMessage, encryptedMessage, receiptMessage, textContentType } from './cpim-messages.ts';
import type { Encryption } from './encryption.ts';
import type { MessageStore, Thread } from './message-store.ts';
import type { Attempt, Outbox } from './outbox.ts';

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
  /** Tells `peer` what became of its message. */
  receipt(peer: string, imdn: Imdn): void;
  /** The Conversation-ID of clear messages to a peer; encrypted ones carry their group's. */
  conversationId(peer: string): string;
  /** A receipt came from `peer` for a message of ours. */
  receipted(peer: string, imdn: Imdn): void;
}

/** What a message to a peer is allowed to be: nothing is ever sent in clear where encryption was seen before. */
type Route = 'encrypted' | 'clear' | 'later' | 'fail';

export function messaging(options: MessagingOptions): Messaging {
  const { clock, random, journal, phone, msisdn, store, peers, encryption, conveyance, outbox } = options;
  const clearConversations = new Map<string, string>();
  /** The group of each encrypted message that no receipt has come for, by message id. */
  const sealedIn = new Map<string, { readonly peer: string; readonly groupId: string }>();

  function conversationId(peer: string): string {
    const known = clearConversations.get(peer) ?? newUuid(random);
    clearConversations.set(peer, known);
    return known;
  }

  function raise(messageId: string, status: MessageStatus & ('sent' | 'delivered' | 'displayed' | 'failed')): void {
    if (!store.raise(messageId, status)) return;
    journal.append('handset.status', { phone, message_id: messageId, status });
    options.onChange();
  }

  async function route(peer: string): Promise<Route> {
    if (encryption.groupWith(peer)) {
      if (!options.encrypts()) return 'fail'; // an encrypted conversation never falls back to clear by itself
      if (peers.known(peer)?.mls === false && (await peers.ask(peer))?.mls === false) return 'fail';
      return (await encryption.prepare(peer)) === 'ready' ? 'encrypted' : 'later';
    }
    const capabilities = await peers.ask(peer);
    if (!capabilities) return 'later';
    if (capabilities.reach === 'none') return 'fail';
    const mustEncrypt = encryption.encrypted(peer);
    if (!options.encrypts() || capabilities.mls === false) return mustEncrypt ? 'fail' : 'clear';
    const readiness = await encryption.prepare(peer);
    if (readiness === 'ready') return 'encrypted';
    if (mustEncrypt) return readiness === 'impossible' ? 'fail' : 'later';
    // A peer that encrypts and has no KeyPackages is setting itself up: it will have some, and nothing goes out in clear
    // meanwhile.
    return 'later';
  }

  async function compose(
    peer: string,
    messageId: string,
    sentAtMs: number,
    body: string,
  ): Promise<{ cpim: Cpim; conversation: string } | 'later' | 'fail'> {
    const way = await route(peer);
    if (way === 'later' || way === 'fail') return way;
    const parts = { from: msisdn, to: peer, messageId, nowMs: sentAtMs };
    const bytes = Buffer.from(body);
    if (way === 'clear') return { cpim: clearMessage(parts, bytes), conversation: conversationId(peer) };
    const conversation = encryption.groupWith(peer)?.groupId ?? '';
    let sealed: ProtectedMessage;
    try {
      sealed = await encryption.protect(peer, messageId, textContentType, bytes);
    } catch (error) {
      if (!(error instanceof MlsClientError)) throw error;
      return 'later'; // the group was given up a moment ago
    }
    sealedIn.set(messageId, { peer, groupId: conversation });
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
    journal.append('handset.queued', { phone, message_id: messageId, peer, canary: canaryOf(body) ?? null });
    if (!options.carries()) {
      raise(messageId, 'failed');
      return;
    }
    options.onChange();
    // Kept over attempts: sent again it has to be the same message, for the carrier may have taken it already.
    let composed: { cpim: Cpim; conversation: string } | undefined;
    outbox.add(`to ${peer}`, async (): Promise<Attempt> => {
      const now = composed ?? (await compose(peer, messageId, sentAtMs, body));
      if (now === 'later') return 'later';
      if (now === 'fail') {
        raise(messageId, 'failed');
        return 'done';
      }
      if (!composed) {
        // Before it leaves: once a byte is out it may be accepted, whatever becomes of the answer and of this phone.
        options.capture({ message_id: messageId, direction: 'out', peer, body, sent_at_ms: sentAtMs, version: 1 });
        composed = now;
      }
      const conveyed = await conveyance.send(peer, now.conversation, now.cpim);
      if (conveyed.outcome === 'unregistered') options.onUnregistered();
      if (conveyed.outcome === 'unknown' || conveyed.outcome === 'unregistered') return 'later';
      if (conveyed.outcome === 'refused') {
        journal.append('handset.problem', { phone, doing: `send ${messageId}`, reason: conveyed.reason });
        raise(messageId, 'failed');
        return 'done';
      }
      const encrypted = now.cpim.eraId !== undefined;
      journal.append('handset.sent', { phone, message_id: messageId, mode: conveyed.mode, encrypted });
      store.replace(messageId, { encrypted });
      raise(messageId, 'sent');
      return 'done';
    });
  }

  return {
    send,
    conversationId,
    receipted(peer, imdn) {
      if (imdn.status === 'failed') {
        encryption.withdrawn(imdn.messageId);
        encryption.notJoined(peer, imdn.messageId);
      }
      const sealed = sealedIn.get(imdn.messageId);
      if (sealed && sealed.peer === peer) {
        sealedIn.delete(imdn.messageId);
        // The peer lost its keys, or never had them. What is written next goes into a group that it can join.
        if (imdn.status === 'failed' && imdn.failure?.reason === 'failed-to-decrypt')
          encryption.forget(peer, sealed.groupId, `${peer} could not decrypt ${imdn.messageId}`);
      }
      raise(imdn.messageId, imdn.status);
    },
    receipt(peer, imdn) {
      const cpim = receiptMessage(
        { from: msisdn, to: peer, messageId: newMessageId(random), nowMs: clock.now() },
        imdn,
      );
      outbox.add(`receipts to ${peer}`, async () => {
        const conversation = encryption.groupWith(peer)?.groupId ?? conversationId(peer);
        const { outcome } = await conveyance.send(peer, conversation, cpim);
        if (outcome === 'unregistered') options.onUnregistered();
        return outcome === 'accepted' || outcome === 'refused' ? 'done' : 'later';
      });
    },
  };
}
