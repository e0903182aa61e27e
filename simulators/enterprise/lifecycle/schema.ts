import { z } from 'zod';
import { msisdn } from '../enrolment/schema.ts';
import { instant, plainText } from '../message-event.ts';

/** Part of what refusals name: `hold:<matter>`. */
const matter = z.string().regex(/^[A-Za-z0-9][\w./-]{0,63}$/);

/** `POST /holds`: keeps records for a matter, those of some custodians, of a time, or of some custodians in a time. */
export const holdRequest = z
  .strictObject({
    matter,
    custodians: z.array(msisdn).min(1).max(1000).nullable(),
    from: instant.nullable(),
    to: instant.nullable(),
  })
  .refine(({ custodians, from, to }) => custodians !== null || from !== null || to !== null, {
    path: ['custodians'],
    message: 'must name somebody, unless from or to is there: a hold on nobody at no time keeps nothing',
  })
  .refine(({ from, to }) => from === null || to === null || Date.parse(from) <= Date.parse(to), {
    path: ['to'],
    message: 'must not be before from',
  });
export type HoldRequest = z.infer<typeof holdRequest>;

export const holdLimitBytes = 32_768;

const recordId = plainText(128);

/** `POST /erasures`: everything of a custodian, page by page, or some records by id. */
export const erasureRequest = z.union([
  z.strictObject({
    custodian: msisdn,
    after: z
      .string()
      .regex(/^\d{1,15}$/)
      .optional(),
  }),
  z.strictObject({ record_ids: z.array(recordId).min(1).max(200) }),
]);
export type ErasureRequest = z.infer<typeof erasureRequest>;

export const erasureLimitBytes = 32_768;
