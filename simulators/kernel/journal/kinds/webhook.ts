import { z } from 'zod';

const status = z.enum(['sent', 'delivered', 'read', 'failed']);

/** The platform's webhooks, seen from both ends. */
export const webhookKinds = {
  'webhook.scheduled': z.strictObject({
    webhook_id: z.string(),
    message_id: z.string(),
    status,
    recipient_hash: z.string(),
    /** What is signed, and what the receiver is to keep of it: where the profile names a number, its pseudonym. */
    event: z.record(z.string(), z.unknown()),
    /** What is signed, as bytes: where that is not the event itself. */
    blob: z.string().optional(),
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
  /** Somebody had the platform send again what was acknowledged or given up, after so many attempts. */
  'webhook.replayed': z.strictObject({ webhook_id: z.string(), attempts: z.number() }),
  /** The platform asked the endpoint to prove itself. */
  'webhook.handshake': z.strictObject({ http_status: z.number(), verified: z.boolean() }),
  /** What whoever runs the platform is told: attempts that failed in a row, and for how long by now, ms. */
  'webhook.alert': z.strictObject({
    alert: z.enum(['failing', 'recovered', 'disabled', 'dead-lettered']),
    webhook_id: z.string().nullable(),
    failed_attempts: z.number(),
    failing_ms: z.number(),
  }),
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
