import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { everywhere, lateUntilRetried } from './edge.ts';
import { heldOpen } from './held-open.ts';
import { toldStatus } from './told-status.ts';

const parameters = z.strictObject({
  status: z
    .enum(['sent', 'delivered', 'read', 'failed'])
    .default('delivered')
    .meta({ description: 'Which events go to the endpoint that stalls.' }),
});

/**
 * The endpoint behind the receiver that handles one kind of event stalls: its deliveries get no answer and are not
 * stored. The others must not wait for it; in profile `rbm`, which has one queue a partner, they do. Healing resets what is
 * open.
 */
export const webhookStalled = defineFault({
  id: 'webhook.stalled',
  layer: 'webhook',
  title: 'One endpoint for webhooks stalls',
  parameters,
  runs: everywhere,
  delays: () => lateUntilRetried,
  async inject(stage, { status }) {
    const open = heldOpen();
    const off = stage.intercept('webhooks', (next) => async (request) => {
      const stalls = (await toldStatus(request)) === status;
      return stalls ? open.hold() : next(request);
    });
    return () => {
      off();
      open.letGo();
    };
  },
});
