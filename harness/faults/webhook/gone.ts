import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { everywhere, lateUntilRetried } from './edge.ts';

/**
 * The receiver says that it is gone (410), as one that was deployed wrongly: the platform disables it and gives up
 * everything that was or comes under way. Healing is what people do then: the operator enables the endpoint and has sent
 * again what was given up.
 */
export const webhookGone = defineFault({
  id: 'webhook.gone',
  layer: 'webhook',
  title: 'The webhook receiver says that it is gone',
  parameters: z.strictObject({}),
  runs: everywhere,
  exclusive: () => 'gone',
  delays: () => lateUntilRetried,
  async inject(stage) {
    const off = stage.intercept('webhooks', () => async (request) => {
      await request.arrayBuffer();
      return new Response('gone', { status: 410 });
    });
    return () => {
      off();
      stage.takeUpWebhooks();
    };
  },
});
