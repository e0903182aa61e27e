import { z } from 'zod';

/** What happened in a client's MLS groups. Public values only: authenticators and hashes, never keys. */
export const mlsKinds = {
  'mls.identity': z.strictObject({
    phone: z.string(),
    incarnation: z.number(),
    signature_key: z.string(),
    /** The IMEI that certificates name. */
    device: z.string().optional(),
  }),
  /** The client holds a certificate of its identity key now, good until then (ms since the Unix epoch). */
  'mls.certified': z.strictObject({ phone: z.string(), not_after_ms: z.number() }),
  'mls.keypackages': z.strictObject({ phone: z.string(), count: z.number(), init_keys: z.array(z.string()) }),
  /** The client stands in this epoch now: after creating, joining, or applying a commit. */
  'mls.epoch': z.strictObject({
    phone: z.string(),
    group_id: z.string(),
    era: z.number(),
    /** Decimal: epochs are 64 bits wide. */
    epoch: z.string(),
    /** Base64, 32 bytes: equal for every member of the same epoch (RFC 9420 section 8.7). */
    epoch_authenticator: z.string(),
    members: z.number(),
    by: z.enum(['created', 'joined', 'own-commit', 'commit', 'external-commit', 'era-advance']),
  }),
  'mls.commit': z.strictObject({
    phone: z.string(),
    group_id: z.string(),
    era: z.number(),
    epoch: z.string(),
    state: z.enum(['pending', 'accepted', 'discarded']),
    reason: z.string().nullable(),
  }),
  /** The client gave a group up: the other side cannot read it. Its secrets are gone. */
  'mls.forgotten': z.strictObject({ phone: z.string(), group_id: z.string(), reason: z.string() }),
  /** Where a group stands with a client, in RCC.16's names: it went from one state to another. */
  'mls.health': z.strictObject({
    phone: z.string(),
    group_id: z.string(),
    from: z.string(),
    to: z.string(),
    why: z.string(),
  }),
  /** Somebody speaks in an era and epoch of the same numbers that is another: its authenticator differs. */
  'mls.fork': z.strictObject({
    phone: z.string(),
    group_id: z.string(),
    era: z.number(),
    epoch: z.string(),
    ours: z.string(),
    theirs: z.string(),
  }),
  /** A message that could not be opened was sent again under a new id; `original_message_id` is the first of the chain. */
  'mls.resent': z.strictObject({
    phone: z.string(),
    message_id: z.string(),
    original_message_id: z.string(),
    count: z.number(),
  }),
  'mls.rejected': z.strictObject({
    phone: z.string(),
    group_id: z.string().nullable(),
    what: z.string(),
    reason: z.string(),
  }),
};
