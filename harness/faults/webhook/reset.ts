import { z } from 'zod';
import { connectionError } from '../../../simulators/kernel/network.ts';
import { defineFault } from '../fault.ts';
import { everywhere, lateUntilRetried } from './edge.ts';

/**
 * Every connection to the webhook receiver is reset before it has answered; nothing of a delivery reaches the receiver.
 * On the wall clock it is a real connection, and a real TCP reset.
 */
export const webhookReset = defineFault({
  id: 'webhook.reset',
  layer: 'webhook',
  title: 'Connections to the webhook receiver are reset',
  parameters: z.strictObject({}),
  runs: everywhere,
  delays: () => lateUntilRetried,
  async inject(stage) {
    const socket =
      stage.clock.kind === 'wall' ? await (await import('./socket-proxy.ts')).openSocketProxy() : undefined;
    const off = stage.intercept('webhooks', () => async (request) => {
      if (socket) return socket.reset(request);
      throw connectionError('ECONNRESET', 'the webhook receiver');
    });
    return async () => {
      off();
      await socket?.close();
    };
  },
});
