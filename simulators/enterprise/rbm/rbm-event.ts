import { z } from 'zod';
import { sha256Hex } from '../../crypto/sha256.ts';
import { type MessageEvent, messageId, plainText } from '../message-event.ts';

/** In the push a number (E.164); in a metadata row the pseudonym that the receiver put in its place. */
const who = z.string().min(1).max(128);
const agentId = z.string().regex(/^[\w.-]{1,64}@[\w.-]{1,64}$/);
const eventId = plainText(128);
/** RFC 3339, UTC, milliseconds. */
const sendTime = z.iso.datetime({ precision: 3 });

/**
 * What a user sent to an agent (RCS for Business, UserMessage). Under end-to-end encryption the platform has no text, file or
 * location to put beside these, so there is none.
 */
export const userMessage = z.strictObject({ senderPhoneNumber: who, messageId, sendTime, agentId });

/** What a user's device says of an agent's message (RCS for Business, UserEvent). */
export const userEvent = z.strictObject({
  senderPhoneNumber: who,
  eventType: z.enum(['DELIVERED', 'READ']),
  eventId,
  messageId,
  sendTime,
  agentId,
});

/** What the platform says of an agent's message that did not arrive (RCS for Business, ServerEvent). */
export const serverEvent = z.strictObject({
  phoneNumber: who,
  agentId,
  messageId,
  eventType: z.literal('TTL_EXPIRATION_REVOKED'),
  eventId,
  sendTime,
});

export const rbmEvent = z.union([userEvent, userMessage, serverEvent]);
export type RbmEvent = z.infer<typeof rbmEvent>;

/** The id of the agent that stands for a party: the beginning of its pseudonym, so that no agent is named for a number. */
export const agentOf = (pseudonym: string): string =>
  `${pseudonym.slice(pseudonym.lastIndexOf(':') + 1).slice(0, 32)}@rbm.greenroom.test`;

/**
 * A platform's event as RCS for Business tells it. Of a message that was sent: the sender is the user, the recipient the
 * agent. Of one that was delivered, read or failed: the recipient is the user, and the sender the agent that had sent it.
 * @param user how the user is named: by number in the push, by pseudonym in a row
 */
export function toRbmEvent(event: MessageEvent, id: string, user: (party: 'sender' | 'recipient') => string): RbmEvent {
  const { message_id, sender_hash, recipient_hash, status } = event;
  if (status === 'sent') {
    const agent = agentOf(recipient_hash);
    return {
      senderPhoneNumber: user('sender'),
      messageId: message_id,
      sendTime: event.sent_timestamp,
      agentId: agent,
    };
  }
  const about = { messageId: message_id, agentId: agentOf(sender_hash), eventId: id };
  if (status === 'failed') {
    const phoneNumber = user('recipient');
    return { phoneNumber, ...about, eventType: 'TTL_EXPIRATION_REVOKED', sendTime: event.sent_timestamp };
  }
  const [eventType, at] =
    status === 'read' ? (['READ', event.read_timestamp] as const) : (['DELIVERED', event.delivered_timestamp] as const);
  return { senderPhoneNumber: user('recipient'), ...about, eventType, sendTime: at ?? event.sent_timestamp };
}

/** The event with another name for its user. */
export function renameUser<E extends RbmEvent>(event: E, rename: (user: string) => string): E {
  return 'phoneNumber' in event
    ? { ...event, phoneNumber: rename(event.phoneNumber) }
    : { ...event, senderPhoneNumber: rename(event.senderPhoneNumber) };
}

/** What a delivery is known by: its event's id; a message has none, and is known by itself and its agent. */
export function rbmId(event: RbmEvent): string {
  if ('eventId' in event) return event.eventId;
  return `msg_${sha256Hex(Buffer.from(JSON.stringify([event.messageId, event.agentId]))).slice(0, 32)}`;
}
