import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { everywhere, lateUntilRetried } from './edge.ts';

const parameters = z.strictObject({
  status: z.literal([301, 302, 307, 308]).default(307).meta({
    description: 'The HTTP status of every answer.',
  }),
});

/** Every delivery is sent elsewhere. A redirect is a failure (Standard Webhooks 1.0.0): whoever follows gives events away. */
export const webhookRedirected = defineFault({
  id: 'webhook.redirected',
  layer: 'webhook',
  title: 'The webhook receiver redirects to somebody else',
  parameters,
  runs: everywhere,
  delays: () => lateUntilRetried,
  async inject(stage, { status }) {
    return stage.intercept('webhooks', () => async (request) => {
      await request.arrayBuffer();
      return new Response(null, { status, headers: { location: 'http://elsewhere.test/webhooks/messages' } });
    });
  },
});
