import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { everywhere, lateUntilRetried } from './edge.ts';
import { heldOpen } from './held-open.ts';

/**
 * The webhook receiver takes every delivery and never answers, nor stores it: each attempt lasts as long as the platform
 * waits. Healing is its restart: connections still open are reset.
 */
export const webhookHang = defineFault({
  id: 'webhook.hang',
  layer: 'webhook',
  title: 'The webhook receiver never answers',
  parameters: z.strictObject({}),
  runs: everywhere,
  delays: () => lateUntilRetried,
  async inject(stage) {
    const open = heldOpen();
    const off = stage.intercept('webhooks', () => async (request) => {
      await request.arrayBuffer();
      return open.hold();
    });
    return () => {
      off();
      open.letGo();
    };
  },
});
