import { z } from 'zod';

const status = z.enum(['sent', 'delivered', 'read', 'failed']);

/** The platform's webhooks, seen from both ends. */
export const webhookKinds = {
  'webhook.scheduled': z.strictObject({
    webhook_id: z.string(),
    message_id: z.string(),
    status,
    recipient_hash: z.string(),
    /** The body, as it will be signed. */
    event: z.record(z.string(), z.unknown()),
  }),
  'webhook.attempt': z.strictObject({
    webhook_id: z.string(),
    attempt: z.number(),
    /** The HTTP status, or null where no response came. */
    http_status: z.number().nullable(),
    error: z.string().nullable(),
    /** When the next attempt is due, ms from now; null when there is none. */
    next_ms: z.number().nullable(),
  }),
  'webhook.abandoned': z.strictObject({ webhook_id: z.string(), attempts: z.number(), reason: z.string() }),
  'webhook.received': z.strictObject({
    webhook_id: z.string(),
    message_id: z.string(),
    status,
    duplicate: z.boolean(),
  }),
  /** A fault changed a delivery on its way, so that nothing proves it: what the receiver answered to it. */
  'webhook.tampered': z.strictObject({
    webhook_id: z.string(),
    what: z.enum(['signature', 'body', 'timestamp', 'id']),
    http_status: z.number().nullable(),
  }),
  'webhook.refused': z.strictObject({ webhook_id: z.string().nullable(), http_status: z.number(), reason: z.string() }),
};
