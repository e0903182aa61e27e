import { z } from 'zod';

/** What is kept of a run to compare later ones with: a JSON line a run. */
export const runOutcome = z.strictObject({
  run: z.string(),
  started_at_ms: z.number(),
  seed: z.number(),
  /** What the run was made with, so that one seed must give one outcome; left out where that is not known, as of real phones. */
  version: z.string().optional(),
  /** Only a choice of the scenarios ran. */
  partial: z.boolean(),
  /** As the command's exit code says: 0 held. */
  exit_code: z.number(),
  /** By title: `passed`, or the class of the failure. */
  scenarios: z.record(z.string(), z.string()),
  /** By id: the worst outcome over the run's scenarios; those that nobody looked at are left out. */
  invariants: z.record(z.string(), z.enum(['held', 'violated', 'unknown'])),
});
export type RunOutcome = z.infer<typeof runOutcome>;
