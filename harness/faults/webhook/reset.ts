import { z } from 'zod';
import { connectionError } from '../../../simulators/kernel/network.ts';
import { defineFault } from '../fault.ts';
import { everywhere, lateUntilRetried } from './edge.ts';

/** Every connection to the webhook receiver is reset before it has answered; nothing of a delivery reaches the receiver. */
export const webhookReset = defineFault({
  id: 'webhook.reset',
  layer: 'webhook',
  title: 'Connections to the webhook receiver are reset',
  parameters: z.strictObject({}),
  runs: everywhere,
  delays: () => lateUntilRetried,
  async inject(stage) {
    return stage.intercept('webhooks', () => async () => {
      throw connectionError('ECONNRESET', 'the webhook receiver');
    });
  },
});
