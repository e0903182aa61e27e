import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { everywhere, lateUntilRetried } from './edge.ts';
import { spoilAnswers } from './spoil-answers.ts';

const parameters = z.strictObject({
  announcedBytes: z
    .int()
    .min(10)
    .max(1_000_000)
    .default(1000)
    .meta({ description: 'What Content-Length says. Five bytes come, and then nothing.' }),
});

/**
 * The receiver's answers are cut short: their Content-Length promises more than ever comes. Deliveries are stored, and
 * the status is the acknowledgement: a platform that waits for the body runs into its timeout.
 */
export const webhookTruncated = defineFault({
  id: 'webhook.truncated',
  layer: 'webhook',
  title: 'The answers to webhooks are shorter than they say',
  parameters,
  runs: everywhere,
  delays: () => lateUntilRetried,
  inject: (stage, { announcedBytes }) =>
    spoilAnswers(stage, {
      headers: { 'content-length': String(announcedBytes) },
      part: (index) => (index === 0 ? Promise.resolve('short') : new Promise(() => {})),
    }),
});
