import { z } from 'zod';

/** The world itself, and every byte that left a party. */
export const worldKinds = {
  'world.started': z.strictObject({
    seed: z.union([z.number(), z.string()]),
    clock: z.enum(['virtual', 'wall']),
    environment: z.enum(['virtual', 'simulated-phones', 'foreign-subject', 'real-android', 'real-iphone']),
    scenario: z.string(),
    phones: z.array(
      z.strictObject({
        name: z.string(),
        os: z.enum(['android', 'ios']),
        msisdn: z.string(),
        carrier: z.string(),
        incarnation: z.number(),
        /** Another device of that phone's subscriber, with its number. */
        paired_with: z.string().optional(),
      }),
    ),
    carriers: z.array(z.string()),
    /** Delays between webhook attempts, ms: the retry schedule that liveness is judged by. */
    webhook_retry_ms: z.array(z.number()),
    /** How webhooks look on the wire; `standard` when absent. */
    webhook_profile: z.enum(['standard', 'article', 'rfc9421', 'rbm']).optional(),
  }),
  /** All faults are healed and every action was taken: liveness is demanded from here on. */
  'world.settled': z.strictObject({ quiet: z.boolean() }),
  /** The last entry of a run: nothing more was observed. */
  'world.ended': z.strictObject({}),
  /** A task of the simulator threw. Verdicts of a world with a crash are unknown at best. */
  'world.crashed': z.strictObject({ label: z.string(), error: z.string() }),
  /** Bytes as they left a phone, before the network touched them. `blob` names them. */
  'wire.sent': z.strictObject({
    from: z.string(),
    to: z.string(),
    channel: z.enum(['signalling', 'http']),
    summary: z.string(),
    bytes: z.number(),
    blob: z.string(),
  }),
};
