import { z } from 'zod';
import { consent, enrolmentMode } from './enrolment.ts';
import { storedEvent } from './page.ts';
import { archiveRecord } from './record.ts';
import { instant, msisdn } from './text.ts';

/**
 * `GET /subject-access?custodian=&after=&limit=`: everything that is held about a custodian, page by page, with what is left of
 * erased records. The limit counts for each list, and one cursor is for all of them.
 */
export const subjectAccess = z.strictObject({
  custodian: msisdn,
  enrolments: z.array(
    z.strictObject({
      device_id: z.string().min(1),
      mode: enrolmentMode,
      enrolled_at: instant,
      /**
       * When the enrolment was ended or renewed, in turn: at one time where it was changed. `mode`: what ended, or what it is
       * from then on; left out where that is not known.
       */
      changes: z.array(
        z.strictObject({ did: z.enum(['ended', 'renewed']), at: instant, mode: enrolmentMode.optional() }),
      ),
      consents: z.array(consent.extend({ withdrawn_at: instant.nullable() })),
    }),
  ),
  /** Null where the policy keeps holds confidential: the same whether there are any or not. No matter is named. */
  holds: z.array(z.strictObject({ placed_at: instant })).nullable(),
  records: z.array(archiveRecord),
  /** The stored webhooks that they are a party to, by their pseudonym. Left out by an archive that has none or cannot tell. */
  events: z.array(storedEvent.extend({ event: z.record(z.string(), z.unknown()) })).optional(),
  /** The ids of others' records whose peer they are: what those say is about others, too. */
  named_in: z.array(z.string().min(1)).optional(),
  next: z.string().min(1),
  more: z.boolean(),
});
