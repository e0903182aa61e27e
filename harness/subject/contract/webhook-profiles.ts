import { z } from 'zod';
import { messageEvent } from './message-event.ts';
import { instant, messageId, plainText } from './text.ts';

/** The digest alone of a pseudonym or content hash, without the name of its key: `sha256:<64 hex digits>`. */
const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);

/** Profile `article`: a flat event of one time, and its signature in the body, base64 of Ed25519. */
export const articleWebhook = z.strictObject({
  message_id: messageId,
  sender_hash: digest,
  recipient_hash: digest,
  /** When the status was reached: RFC 3339, UTC, whole seconds. */
  timestamp: z.iso.datetime({ precision: 0 }),
  status: z.enum(['sent', 'delivered', 'read', 'failed']),
  content_hash: digest.nullable(),
  attachment_refs: messageEvent.shape.attachment_refs,
  signature: z.string().regex(/^[A-Za-z0-9+/]{86}==$/),
});

/** What a metadata row keeps of it. */
export const articleRow = articleWebhook.omit({ signature: true });

/** An agent stands for a party of a message: the first 32 hex digits of its pseudonym. */
const agentId = z.string().regex(/^[0-9a-f]{32}@rbm\.greenroom\.test$/);
const eventId = plainText(128);

/** Profile `rbm`: the three things that a push may say, with the user named as `user` has it. */
const pushed = <User extends z.ZodType>(user: User) =>
  z.union([
    z.strictObject({
      senderPhoneNumber: user,
      eventType: z.enum(['DELIVERED', 'READ']),
      eventId,
      messageId,
      sendTime: instant,
      agentId,
    }),
    z.strictObject({ senderPhoneNumber: user, messageId, sendTime: instant, agentId }),
    z.strictObject({
      phoneNumber: user,
      agentId,
      messageId,
      eventType: z.literal('TTL_EXPIRATION_REVOKED'),
      eventId,
      sendTime: instant,
    }),
  ]);

/** The decoded data of a push: its user is a number. */
export const rbmPush = pushed(z.e164());

/** What a metadata row keeps of it: a pseudonym in the place of the number. */
export const rbmRow = pushed(z.string().regex(/^hmac-sha256:[\w-]{1,64}:[0-9a-f]{64}$/));
export type RbmRow = z.infer<typeof rbmRow>;

/** How webhooks look on the wire. */
export type WebhookProfile = 'standard' | 'article' | 'rfc9421' | 'rbm';

/** What a metadata row may hold, by the profile of the webhooks that it comes from. */
export const rowSchemas = {
  standard: messageEvent,
  rfc9421: messageEvent,
  article: articleRow,
  rbm: rbmRow,
} as const satisfies Readonly<Record<WebhookProfile, z.ZodType>>;
