import { z } from 'zod';
import type { PairTarget } from '../farm/target.ts';

const phone = {
  name: z.string(),
  udid: z.string(),
  osVersion: z.string(),
  simulated: z.boolean(),
  capabilities: z.record(z.string(), z.unknown()),
  appium: z.string(),
};
const port = z.number().exactOptional();
const pairTarget = z.strictObject({
  name: z.string(),
  controlUrl: z.string(),
  appiumLog: z.string().nullable(),
  android: z.strictObject({ os: z.literal('android'), ...phone, adbPort: port, systemPort: port }),
  ios: z.strictObject({
    os: z.literal('ios'),
    ...phone,
    wdaLocalPort: port,
    mjpegServerPort: port,
    webDriverAgentUrl: z.string().exactOptional(),
  }),
}) satisfies z.ZodType<PairTarget>;

/**
 * What the launcher tells wdio.conf.ts, which is read again in every worker: JSON in the environment variable
 * `GREENROOM_RUN`. It may hold a provider's keys, so it is never written to a file.
 */
export const runDescription = z.strictObject({
  seed: z.number(),
  specs: z.array(z.string()),
  pairs: z.array(pairTarget),
  /** Logs of wdio. */
  logs: z.string(),
  allureResults: z.string(),
  progress: z.string(),
  /** Somebody else's subject, which is judged in the place of ours, and the options of the command line that name it. */
  subject: z.strictObject({ url: z.string(), options: z.string() }).exactOptional(),
});
export type RunDescription = z.infer<typeof runDescription>;

export const runVariable = 'GREENROOM_RUN';
export const tokenVariable = 'GREENROOM_TOKEN';

/** @throws when this process was not started by `greenroom rehearse` */
export function currentRun(): RunDescription {
  const text = process.env[runVariable];
  if (text === undefined)
    throw new Error(`${runVariable} is not set. Start scenarios with "greenroom rehearse --spec FILE".`);
  return runDescription.parse(JSON.parse(text));
}

/** @throws when this process was not started by `greenroom rehearse` */
export function currentToken(): string {
  const token = process.env[tokenVariable];
  if (token === undefined || token === '') throw new Error(`${tokenVariable} is not set.`);
  return token;
}
