import { z } from 'zod';

const mode = z.enum(['pager', 'session']);
/** An IMEI: which of a subscriber's devices. */
const device = z.string().optional();

/** What the carrier saw and did. It cannot open a ciphertext: no bodies here. */
export const carrierKinds = {
  'carrier.provisioned': z.strictObject({ carrier: z.string(), msisdn: z.string(), device }),
  'carrier.registered': z.strictObject({
    carrier: z.string(),
    msisdn: z.string(),
    mls: z.boolean(),
    expires_s: z.number(),
    device,
  }),
  'carrier.unregistered': z.strictObject({ carrier: z.string(), msisdn: z.string(), reason: z.string(), device }),
  /** The subscriber gave a device up. */
  'carrier.revoked': z.strictObject({ carrier: z.string(), msisdn: z.string(), device: z.string() }),
  'carrier.capabilities': z.strictObject({ carrier: z.string(), from: z.string(), to: z.string(), status: z.number() }),
  /** A CPIM message was accepted from its sender: responsibility is now the carrier's. `message_id` is `imdn.Message-ID`. */
  'carrier.accepted': z.strictObject({
    carrier: z.string(),
    message_id: z.string(),
    from: z.string(),
    to: z.string(),
    mode,
    content_type: z.string(),
    bytes: z.number(),
    era: z.number().nullable(),
    epoch_authenticator: z.string().nullable(),
    /** Of a group: then there is one such entry for each recipient. */
    group_id: z.string().optional(),
  }),
  'carrier.refused': z.strictObject({
    carrier: z.string(),
    message_id: z.string().nullable(),
    from: z.string(),
    to: z.string(),
    status: z.number(),
    reason: z.string(),
    device,
  }),
  /** The recipient is not reachable: kept until it registers again. */
  'carrier.stored': z.strictObject({ carrier: z.string(), message_id: z.string(), to: z.string(), device }),
  'carrier.relayed': z.strictObject({ carrier: z.string(), message_id: z.string(), to_carrier: z.string() }),
  /** The recipient's client answered 200: it has the bytes. Only an IMDN says that it could read them. */
  'carrier.delivered': z.strictObject({ carrier: z.string(), message_id: z.string(), to: z.string(), mode, device }),
  /** A receipt passed through. */
  'carrier.imdn': z.strictObject({
    carrier: z.string(),
    message_id: z.string(),
    from: z.string(),
    to: z.string(),
    status: z.enum(['delivered', 'displayed', 'failed']),
  }),
  /** The KDS issued a certificate of a device's identity key, good until then (ms since the Unix epoch). */
  'carrier.certified': z.strictObject({ carrier: z.string(), msisdn: z.string(), device, not_after_ms: z.number() }),
  'carrier.keypackages': z.strictObject({
    carrier: z.string(),
    msisdn: z.string(),
    stored: z.number(),
    last_resort: z.boolean(),
    device,
  }),
  'carrier.claimed': z.strictObject({
    carrier: z.string(),
    msisdn: z.string(),
    by: z.string(),
    last_resort: z.boolean(),
    left: z.number(),
    device,
  }),
  /** A group was made, or its roster, subject or icon changed, at the carrier that hosts it. MSISDNs. */
  'carrier.group': z.strictObject({
    carrier: z.string(),
    group_id: z.string(),
    change: z.enum(['created', 'added', 'removed', 'left', 'subject', 'icon']),
    by: z.string().nullable(),
    affected: z.array(z.string()),
    members: z.array(z.string()),
  }),
  /** The focus told a device what it had missed: commits, or one GroupInfo; and where the group stands. */
  'carrier.caught_up': z.strictObject({
    carrier: z.string(),
    group_id: z.string(),
    to: z.string(),
    device: z.string(),
    era: z.number(),
    epoch: z.number(),
    messages: z.number(),
  }),
  /** The Conversation Focus ordered a commit, or refused it. */
  'carrier.commit': z.strictObject({
    carrier: z.string(),
    group_id: z.string(),
    from: z.string(),
    era: z.number(),
    epoch: z.number(),
    accepted: z.boolean(),
    reason: z.string().nullable(),
    /** Why, in words, where the reason alone does not say it. */
    detail: z.string().optional(),
    /** It was accepted; and its sender's signature was verified, or could not be: the group's context was not known. */
    verified: z.boolean().optional(),
    /** When it was no commit but a proposal: which. */
    proposal: z.string().optional(),
  }),
};
