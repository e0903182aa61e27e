import { z } from 'zod';

/** A pseudonym or content hash under a named key. */
export const keyedHashText = z.string().regex(/^hmac-sha256:[\w-]{1,64}:[0-9a-f]{64}$/);

/** RFC 3339, UTC, milliseconds. */
export const instant = z.iso.datetime({ precision: 3 });

/**
 * Text that every store keeps and every export format carries as it came: no control characters, no lone surrogates, and
 * none of the two that XML has no place for.
 */
export const plainText = (longest: number) =>
  z
    .string()
    .min(1)
    .max(longest)
    .regex(/^[^\p{Cc}\p{Cs}\ufffe\uffff]+$/u);

/** `imdn.Message-ID` as far as it is let in. */
export const messageId = plainText(256);

/**
 * The body of a webhook: metadata first, no content, no numbers, and no other field, which could carry either. The
 * timestamps are the carrier's, never a device's.
 */
export const messageEvent = z.strictObject({
  message_id: messageId,
  sender_hash: keyedHashText,
  recipient_hash: keyedHashText,
  conversation_hash: keyedHashText,
  sent_timestamp: instant,
  delivered_timestamp: instant.optional(),
  read_timestamp: instant.optional(),
  status: z.enum(['sent', 'delivered', 'read', 'failed']),
  content_hash: keyedHashText.nullable(),
  attachment_refs: z.array(z.string().regex(/^att:\/\/[\w./-]{1,256}$/)).max(32),
});
export type MessageEvent = z.infer<typeof messageEvent>;
