import { z } from 'zod';

export const verdictKinds = {
  'verdict.invariant': z.strictObject({
    invariant: z.string(),
    outcome: z.enum(['held', 'violated', 'unknown', 'not-exercised', 'not-observable']),
    /** How many things were judged. */
    judged: z.number(),
    reason: z.string().nullable(),
    violations: z.array(
      z.strictObject({
        what: z.string(),
        message_id: z.string().nullable(),
        canary: z.string().nullable(),
        entries: z.array(z.number()),
      }),
    ),
  }),
};
