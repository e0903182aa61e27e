import { z } from 'zod';
import { messageEvent } from './message-event.ts';
import { archiveRecord } from './record.ts';
import { instant } from './text.ts';

/** `next` is the cursor to go on from, the same one again when nothing was new; `more`: something is there already. */
const cursor = { next: z.string().min(1), more: z.boolean() };

/** `?after=<cursor that a page gave>&limit=<1..1000>`, each of them optional: from the beginning, 100 rows. */
export const pageQuery = {
  after: z.string().min(1).max(512).optional(),
  limit: z
    .string()
    .regex(/^([1-9]\d{0,2}|1000)$/)
    .optional(),
};

/**
 * `GET /records?after=&limit=`, in the order of archiving. Pages are stable: what was read after a cursor is read there
 * again, however much is written meanwhile, and what is new comes after it.
 */
export const recordPage = z.strictObject({ records: z.array(archiveRecord), ...cursor });
export type RecordPage = z.infer<typeof recordPage>;

/** A webhook as the subject stored it. */
export const storedEvent = z.strictObject({
  webhook_id: z.string().min(1),
  received_at: instant,
  event: messageEvent,
});

/**
 * A page of metadata rows as a subject gave them: whether a row keeps to the contract is judged, and a row that does not
 * must not hide the others.
 */
export const observedEventPage = z.strictObject({
  events: z.array(storedEvent.extend({ event: z.record(z.string(), z.unknown()) })),
  ...cursor,
});
export type ObservedEventPage = z.infer<typeof observedEventPage>;

/** `GET /events?after=&limit=`, in the order of receipt. */
export const eventPage = z.strictObject({ events: z.array(storedEvent), ...cursor });
