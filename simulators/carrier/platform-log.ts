import { type Imdn, imdnContentType, parseImdn } from '../protocol/imdn.ts';
import { mlsContentTypes } from '../protocol/mls-control.ts';
import { ProtocolError } from '../protocol/protocol-error.ts';
import type { CarriedMessage } from './carried-message.ts';
import type { CarrierContext } from './context.ts';

/** What a messaging platform may know of a message, one for each status it reaches. */
export interface PlatformEvent {
  readonly message_id: string;
  /** MSISDNs. */
  readonly from: string;
  readonly to: string;
  readonly conversation_id: string;
  readonly status: 'sent' | 'delivered' | 'displayed' | 'failed';
  /** Milliseconds since the epoch, by the carrier's clock. */
  readonly at_ms: number;
  /** Inner type as declared on the wire: `message/mls` for a ciphertext. */
  readonly content_type: string;
}

/**
 * Follows messages from acceptance to their receipts, at the carrier that serves their sender: every status of a message
 * is told once, by one carrier, and a receipt for a message that never was tells nothing.
 */
export interface PlatformLog {
  /** A message was accepted from one of this carrier's subscribers. */
  sent(message: CarriedMessage): void;
  /** A receipt passed through. */
  receipt(message: CarriedMessage): void;
}

/** Receipts and group control are not messages between people. */
const isForPeople = (contentType: string): boolean =>
  contentType !== imdnContentType && contentType !== mlsContentTypes.control && contentType !== mlsContentTypes.server;

interface Followed {
  readonly conversationId: string;
  readonly contentType: string;
  readonly sinceMs: number;
  readonly told: Set<PlatformEvent['status']>;
}

export function createPlatformLog(context: CarrierContext, onEvent: (event: PlatformEvent) => void): PlatformLog {
  const { name, clock, journal, timers } = context;
  const followed = new Map<string, Followed>();
  const key = (from: string, to: string, id: string): string => `${from} ${to} ${id}`;

  function tell(from: string, to: string, id: string, entry: Followed, status: PlatformEvent['status']): void {
    // Read implies delivered, and nothing is undone: a late or doubled receipt does not move a message back.
    if (entry.told.has(status) || entry.told.has('displayed')) return;
    if (status === 'failed' && entry.told.has('delivered')) return;
    entry.told.add(status);
    onEvent({
      message_id: id,
      from,
      to,
      conversation_id: entry.conversationId,
      status,
      at_ms: clock.now(),
      content_type: entry.contentType,
    });
  }

  function forgetOld(): void {
    for (const [id, { sinceMs }] of followed) {
      if (sinceMs + timers.receiptMs > clock.now()) return;
      followed.delete(id);
    }
  }

  return {
    sent(message) {
      if (!isForPeople(message.contentType)) return;
      forgetOld();
      const { from, to, id, conversationId, contentType } = message;
      const entry = { conversationId, contentType, sinceMs: clock.now(), told: new Set<PlatformEvent['status']>() };
      followed.set(key(from, to, id), entry);
      tell(from, to, id, entry, 'sent');
    },
    receipt(message) {
      let imdn: Imdn;
      try {
        imdn = parseImdn(message.content);
      } catch (error) {
        if (error instanceof ProtocolError) return; // carried all the same: what it means is the client's business
        throw error;
      }
      const { messageId, status } = imdn;
      journal.append('carrier.imdn', {
        carrier: name,
        message_id: messageId,
        from: message.from,
        to: message.to,
        status,
      });
      const entry = followed.get(key(message.to, message.from, messageId));
      if (entry) tell(message.to, message.from, messageId, entry, status);
    },
  };
}
