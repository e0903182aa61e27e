import { z } from 'zod';

/** What the subject under test answered, with our time of observation. Opened content only where escrow allows it. */
export const subjectKinds = {
  /** A record as the subject's archive gave it when asked. */
  'subject.record': z.strictObject({
    record_id: z.string(),
    message_id: z.string(),
    /** Shared by a resend chain and by the versions of an edited message. */
    logical_message_id: z.string(),
    /** The custodian's MSISDN. */
    custodian: z.string(),
    direction: z.enum(['out', 'in']),
    /** The other party's MSISDN. */
    peer: z.string(),
    version: z.number(),
    content_hash: z.string().nullable(),
    /** Whether the keyed hash matches the opened content; null where it could not be opened. */
    content_hash_valid: z.boolean().nullable(),
    /** The body, opened with the tenant's escrow key; null where escrow does not allow it or it does not open. */
    body: z.string().nullable(),
    archived_at: z.string(),
  }),
  /** A metadata row as the subject gave it when asked. `event` is what it holds, whether or not the contract has it so. */
  'subject.event': z.strictObject({
    webhook_id: z.string(),
    received_at: z.string(),
    event: z.record(z.string(), z.unknown()),
  }),
  /** The subject was asked and could not answer. */
  'subject.error': z.strictObject({ operation: z.string(), reason: z.string() }),
};
