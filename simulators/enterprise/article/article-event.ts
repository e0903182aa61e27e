import { z } from 'zod';
import { type MessageEvent, messageId } from '../message-event.ts';

/** The digest of a pseudonym or content hash alone, without the name of its key: `sha256:<64 hex digits>`. */
const digestText = z.string().regex(/^sha256:[0-9a-f]{64}$/);

/** What a webhook of profile `article` tells, without its signature. The key is not named: one a tenant. */
export const articleEvent = z.strictObject({
  message_id: messageId,
  sender_hash: digestText,
  recipient_hash: digestText,
  /** When the status was reached, RFC 3339, UTC, whole seconds. */
  timestamp: z.iso.datetime({ precision: 0 }),
  status: z.enum(['sent', 'delivered', 'read', 'failed']),
  content_hash: digestText.nullable(),
  attachment_refs: z.array(z.string().regex(/^att:\/\/[\w./-]{1,256}$/)).max(32),
});
export type ArticleEvent = z.infer<typeof articleEvent>;

/** `hmac-sha256:<kid>:<hex>` as `sha256:<hex>`: an HMAC-SHA256 is a SHA-256, and its key is what keeps it from being guessed. */
const digest = (keyed: string): string => `sha256:${keyed.slice(keyed.lastIndexOf(':') + 1)}`;

/** A platform's event as this profile tells it: one time, that of its status. Failure is told with the time of sending. */
export function toArticleEvent(event: MessageEvent): ArticleEvent {
  const { delivered_timestamp, read_timestamp, sent_timestamp, status } = event;
  const reached = { sent: undefined, failed: undefined, delivered: delivered_timestamp, read: read_timestamp }[status];
  return {
    message_id: event.message_id,
    sender_hash: digest(event.sender_hash),
    recipient_hash: digest(event.recipient_hash),
    timestamp: (reached ?? sent_timestamp).replace(/\.\d+Z$/, 'Z'),
    status,
    content_hash: event.content_hash === null ? null : digest(event.content_hash),
    attachment_refs: event.attachment_refs,
  };
}
