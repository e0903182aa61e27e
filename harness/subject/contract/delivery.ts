import { z } from 'zod';
import { instant, messageId } from './text.ts';

/** What a delivery is known by, over all of its attempts and replays. */
export const webhookId = z.string().regex(/^[\w-]{1,128}$/);

const state = z.enum(['underway', 'acknowledged', 'dead']);

/** A webhook in the platform's log. `dead`: its schedule is used up, or its endpoint was gone. */
export const delivery = z.strictObject({
  webhook_id: webhookId,
  message_id: messageId,
  status: z.enum(['sent', 'delivered', 'read', 'failed']),
  state,
  scheduled_at: instant,
  attempts: z.int().min(0),
  replays: z.int().min(0),
  /** The last ones, when each was answered or given up. */
  last_attempts: z.array(
    z.strictObject({
      attempt: z.int().min(1),
      at: instant,
      /** Null where no response came; `error` says what came in its place. */
      http_status: z.int().nullable(),
      error: z.string().nullable(),
      next_at: instant.nullable(),
    }),
  ),
});

/** `GET /deliveries?after=&limit=&state=&from=&to=`. */
export const deliveryQuery = {
  after: z.string().optional(),
  limit: z.string().optional(),
  state: state.optional(),
  /** When it was scheduled: the first included, the second not. */
  from: instant.optional(),
  to: instant.optional(),
};

export const deliveryPage = z.strictObject({
  deliveries: z.array(delivery),
  next: z.string().min(1),
  more: z.boolean(),
});

/** `POST /deliveries/replay`: dead letters, or what was scheduled within a time. */
export const bulkReplay = z
  .strictObject({
    state: z.enum(['dead', 'acknowledged']).optional(),
    from: instant.optional(),
    to: instant.optional(),
  })
  .refine(({ state, from }) => state === 'dead' || from !== undefined, {
    path: ['from'],
    message: 'says from when on, unless only dead letters are asked for',
  });

export const replayed = z.strictObject({ replayed: z.int().min(0) });

/** `GET /alerts`, oldest first. */
export const alertPage = z.strictObject({
  endpoint: z.enum(['enabled', 'disabled']),
  alerts: z.array(
    z.strictObject({
      alert: z.enum(['failing', 'recovered', 'disabled', 'dead-lettered']),
      webhook_id: webhookId.nullable(),
      failed_attempts: z.int().min(0),
      failing_ms: z.int().min(0),
      at: instant,
    }),
  ),
});
