import { z } from 'zod';
import { tombstone } from './record.ts';
import { instant, msisdn, plainText } from './text.ts';

/** Whole years of the calendar, `P6Y`, or a fixed length, `P30D`, `PT90S` (ISO 8601). */
const period = z
  .string()
  .regex(/^P(\d{1,2}Y|(?=\d|T\d)(\d{1,5}D)?(T(?=\d)(\d{1,5}H)?(\d{1,5}M)?(\d{1,7}(\.\d{1,3})?S)?)?)$/);

/** Where a setting comes from. */
const rule = z.strictObject({ id: z.string().min(1), text: z.string().min(1), citation: z.string().min(1) });
const setting = <T extends z.ZodType>(value: T) => z.strictObject({ value, rules: z.array(rule) });

const profile = z.enum(['gdpr', 'hipaa', 'sec-17a-4', 'mifid-ii']);

/** What a tenant sets beside its profiles. */
const own = z
  .strictObject({
    retention: period,
    /** Content goes by itself when that is over and nothing else keeps it. */
    dispose: z.boolean(),
    cold_after: period.nullable(),
    /** What refusals name: `retention:<rule>`. */
    rule: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/),
    citation: plainText(200),
  })
  .nullable();

/** `PUT /policy`: from now on. What is kept already is only ever kept longer by it. */
export const policyRequest = z.strictObject({ profiles: z.array(profile).max(4), own });
export type PolicyRequest = z.infer<typeof policyRequest>;

/** The policy in force, each setting with the rules that it comes from. */
export const policy = z.strictObject({
  profiles: z.array(profile),
  /** From the time of archiving; the longest wins. */
  retention: z.array(z.strictObject({ period, rule })),
  permanence: setting(z.enum(['none', 'audit-trail', 'worm'])),
  erasure_allowed: setting(z.boolean()),
  consent_required: setting(z.boolean()),
  managed_device_required: setting(z.boolean()),
  manifests: setting(z.enum(['optional', 'required'])),
  cold_after: setting(period.nullable()),
  dispose_after: setting(period.nullable()),
  subject_access_allowed: setting(z.boolean()),
  holds_confidential: setting(z.boolean()),
  own,
  /** Null until one is set. */
  in_force_since: instant.nullable(),
});
export type Policy = z.infer<typeof policy>;

const matter = z.string().regex(/^[A-Za-z0-9][\w./-]{0,63}$/);

/** `POST /holds`: keeps records of some custodians, of a time, or of some custodians in a time; those to come, too. */
export const holdRequest = z
  .strictObject({
    matter,
    custodians: z.array(msisdn).min(1).max(1000).nullable(),
    from: instant.nullable(),
    to: instant.nullable(),
  })
  .refine(({ custodians, from, to }) => custodians !== null || from !== null || to !== null, {
    path: ['custodians'],
    message: 'a hold covers somebody, or a time',
  })
  .refine(({ from, to }) => from === null || to === null || Date.parse(from) <= Date.parse(to), {
    path: ['to'],
    message: 'not before from',
  });
export type HoldRequest = z.infer<typeof holdRequest>;

/** A legal hold. `from` and `to` count against when a record was archived and when its device says it was written. */
export const hold = z.strictObject({
  hold_id: z.string().min(1),
  matter,
  custodians: z.array(msisdn).nullable(),
  from: instant.nullable(),
  to: instant.nullable(),
  placed_at: instant,
  released_at: instant.nullable(),
});
export type Hold = z.infer<typeof hold>;

export const holdList = z.strictObject({ holds: z.array(hold) });

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

/** What became of each record. A refusal names its rule: `hold:<matter>` beats `retention:<rule>` beats `erasure:<rule>`. */
export const erasureAnswer = z.strictObject({
  erasure_id: z.string().min(1),
  outcomes: z.array(
    z.discriminatedUnion('outcome', [
      z.strictObject({ record_id: recordId, outcome: z.literal('erased'), rule: z.null(), tombstone }),
      z.strictObject({
        record_id: recordId,
        outcome: z.literal('refused'),
        rule: z.string().regex(/^(hold|retention|erasure):.+$/),
        tombstone: z.null(),
      }),
      z.strictObject({ record_id: recordId, outcome: z.literal('not-found'), rule: z.null(), tombstone: z.null() }),
    ]),
  ),
  next: z.string().min(1),
  more: z.boolean(),
});
export type ErasureAnswer = z.infer<typeof erasureAnswer>;
