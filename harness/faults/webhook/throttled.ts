import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { everywhere, lateUntilRetried } from './edge.ts';

const parameters = z.strictObject({
  retryAfter: z
    .int()
    .min(0)
    .max(3600)
    .default(5)
    .meta({ description: 'Seconds in the Retry-After header (RFC 9110 section 10.2.3).' }),
});

/** The webhook receiver has had enough: 429 with Retry-After for every delivery (RFC 6585 section 4); nothing is stored. */
export const webhookThrottled = defineFault({
  id: 'webhook.throttled',
  layer: 'webhook',
  title: 'The webhook receiver throttles the platform',
  parameters,
  runs: everywhere,
  delays: () => lateUntilRetried,
  async inject(stage, { retryAfter }) {
    return stage.intercept('webhooks', () => async (request) => {
      await request.arrayBuffer();
      return new Response('slow down', { status: 429, headers: { 'retry-after': String(retryAfter) } });
    });
  },
});
