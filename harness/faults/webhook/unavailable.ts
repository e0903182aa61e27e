import { z } from 'zod';
import { defineFault } from '../fault.ts';

const parameters = z.strictObject({
  status: z.int().min(500).max(599).default(503).meta({ description: 'The HTTP status of every answer.' }),
  retryAfter: z
    .int()
    .min(0)
    .optional()
    .meta({ description: 'Seconds in the Retry-After header (RFC 9110 section 10.2.3); no header without it.' }),
});

/** The webhook receiver answers every delivery with a server error and stores nothing. */
export const webhookUnavailable = defineFault({
  id: 'webhook.unavailable',
  layer: 'webhook',
  title: 'The webhook receiver is unavailable',
  parameters,
  runs: { simulated: true, 'real-android': true, 'real-iphone': true, 'any-subject': true },
  delays: () => [{ invariant: 'webhook-delivered', afterHealingMs: 30_000 }],
  async inject(stage, { status, retryAfter }) {
    return stage.intercept('webhooks', () => async (request) => {
      await request.arrayBuffer(); // a server that is down behind its proxy still takes the body
      const headers = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
      return new Response('unavailable', { status, headers });
    });
  },
});
