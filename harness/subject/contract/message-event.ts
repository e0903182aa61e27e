import { z } from 'zod';
import { instant, keyedHash, messageId, messageVersion } from './text.ts';

/**
 * `POST /webhooks/messages`, signed per Standard Webhooks 1.0.0: one event a (message, recipient, status). These fields
 * and no others. Times are the platform's, from what carriers saw.
 */
export const messageEvent = z.strictObject({
  message_id: messageId,
  sender_hash: keyedHash,
  recipient_hash: keyedHash,
  conversation_hash: keyedHash,
  sent_timestamp: instant,
  delivered_timestamp: instant.optional(),
  read_timestamp: instant.optional(),
  status: z.enum(['sent', 'delivered', 'read', 'failed']),
  /**
   * Computed by an enrolled endpoint and handed to the platform out of band; null where no endpoint did. In what `GET /events`
   * shows it is null as well once a record of the message is erased, whether the event came before that or after it.
   */
  content_hash: keyedHash.nullable(),
  attachment_refs: z.array(z.string().regex(/^att:\/\/[\w./-]{1,256}$/)).max(32),
});

/** `POST /content-hashes` at the platform: how the hash gets there. */
export const contentHashClaim = z.strictObject({
  message_id: messageId,
  version: messageVersion,
  content_hash: keyedHash,
});
