import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { everywhere, lateUntilRetried } from './edge.ts';

const parameters = z.strictObject({
  holdMs: z
    .int()
    .min(1)
    .max(4000)
    .default(2000)
    .meta({ description: 'How long a delivery waits to be overtaken, ms; then it goes alone.' }),
});

/**
 * Later deliveries overtake earlier ones, in pairs: one waits until the next one was answered. The longest wait is below
 * every timeout of an attempt, so that nothing is retried because of it. Healing lets the waiting one go.
 */
export const webhookReordered = defineFault({
  id: 'webhook.reordered',
  layer: 'webhook',
  title: 'Webhooks overtake one another',
  parameters,
  runs: everywhere,
  delays: () => lateUntilRetried,
  async inject(stage, { holdMs }) {
    let waiting: (() => void) | undefined;
    const off = stage.intercept('webhooks', (next) => async (request) => {
      const earlier = waiting;
      waiting = undefined;
      if (earlier) return next(request).finally(earlier);
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = stage.clock.after(holdMs, 'webhook.reordered', resolve);
      waiting = resolve;
      await promise;
      timer.cancel();
      if (waiting === resolve) waiting = undefined;
      return next(request);
    });
    return () => {
      off();
      waiting?.();
    };
  },
});
