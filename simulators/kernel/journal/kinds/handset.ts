import { z } from 'zod';

/** A phone's own view. Never truth: invariants judge it against what was typed, shown and seen on the wire. */
export const handsetKinds = {
  'handset.registered': z.strictObject({ phone: z.string(), carrier: z.string(), expires_s: z.number() }),
  'handset.unregistered': z.strictObject({ phone: z.string(), reason: z.string() }),
  'handset.capabilities': z.strictObject({
    phone: z.string(),
    peer: z.string(),
    mls: z.boolean(),
    reachable: z.boolean(),
  }),
  /** A message was handed to the RCS client; `canary` when the body carries one. */
  'handset.queued': z.strictObject({
    phone: z.string(),
    message_id: z.string(),
    peer: z.string(),
    canary: z.string().nullable(),
    /** There when it is a group's; then `peer` is the group's id for what goes out, the sender for what comes in. */
    group_id: z.string().optional(),
  }),
  'handset.sent': z.strictObject({
    phone: z.string(),
    message_id: z.string(),
    mode: z.enum(['pager', 'session']),
    encrypted: z.boolean(),
  }),
  'handset.received': z.strictObject({
    phone: z.string(),
    message_id: z.string(),
    peer: z.string(),
    encrypted: z.boolean(),
    canary: z.string().nullable(),
    group_id: z.string().optional(),
  }),
  'handset.undecryptable': z.strictObject({
    phone: z.string(),
    message_id: z.string(),
    peer: z.string(),
    reason: z.string(),
    group_id: z.string().optional(),
  }),
  /** A status the client now holds for a message it sent. */
  'handset.status': z.strictObject({
    phone: z.string(),
    message_id: z.string(),
    status: z.enum(['sending', 'sent', 'delivered', 'displayed', 'failed']),
  }),
  /** The client gave up for now, and why. */
  'handset.problem': z.strictObject({ phone: z.string(), doing: z.string(), reason: z.string() }),
  /** App data was wiped and the app set up anew: a new incarnation with new keys. */
  'handset.reinstalled': z.strictObject({ phone: z.string(), incarnation: z.number() }),
};
