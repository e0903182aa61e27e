import { z } from 'zod';
import { sleep } from '../../../simulators/kernel/clock.ts';
import { defineFault } from '../fault.ts';
import { everywhere, lateUntilRetried } from './edge.ts';
import { spoilAnswers } from './spoil-answers.ts';

const parameters = z.strictObject({
  everyMs: z.int().min(1).max(60_000).default(1000).meta({ description: 'Time between two bytes of an answer, ms.' }),
});

/**
 * The receiver's answers drip: the status comes at once, the body byte by byte, hardly ever to its end. Deliveries are stored; a
 * platform that waits for the body gives its connections away.
 */
export const webhookSlowDrip = defineFault({
  id: 'webhook.slowDrip',
  layer: 'webhook',
  title: 'The answers to webhooks drip',
  parameters,
  runs: everywhere,
  delays: () => lateUntilRetried,
  inject: (stage, { everyMs }) =>
    spoilAnswers(stage, {
      headers: { 'content-length': '1000000' },
      async part(index) {
        if (index > 0) await sleep(stage.clock, everyMs, 'webhook.slowDrip');
        return '.';
      },
    }),
});
