import { z } from 'zod';
import { connectionError } from '../../../simulators/kernel/network.ts';
import { defineFault } from '../fault.ts';
import { everywhere, lateUntilRetried } from './edge.ts';

/** Deliveries are stored, but their acknowledgement never arrives: what the platform tries again is there already. */
export const webhookReplyLost = defineFault({
  id: 'webhook.replyLost',
  layer: 'webhook',
  title: 'Acknowledgements of webhooks are lost',
  parameters: z.strictObject({}),
  runs: everywhere,
  delays: () => lateUntilRetried,
  async inject(stage) {
    return stage.intercept('webhooks', (next) => async (request) => {
      const answer = await next(request);
      await answer.body?.cancel();
      throw connectionError('ECONNRESET', 'the webhook receiver, after it had answered');
    });
  },
});
