import { z } from 'zod';
import type { Timer } from '../../../simulators/kernel/clock.ts';
import { defineFault } from '../fault.ts';
import { everywhere } from './edge.ts';

const parameters = z.strictObject({
  copies: z.int().min(1).max(5).default(1).meta({ description: 'How often each delivery arrives again.' }),
  afterMs: z
    .int()
    .min(0)
    .max(60_000)
    .default(0)
    .meta({ description: 'How long after the answer to it a delivery arrives again, ms.' }),
});

/**
 * Every delivery arrives more than once, as from a platform that forgot the acknowledgement. The platform sees the first
 * answer only. Healing drops the copies that have not arrived yet.
 */
export const webhookDuplicate = defineFault({
  id: 'webhook.duplicate',
  layer: 'webhook',
  title: 'Webhooks arrive more than once',
  parameters,
  runs: everywhere,
  delays: () => [],
  async inject(stage, { copies, afterMs }) {
    const coming = new Set<Timer>();
    const off = stage.intercept('webhooks', (next) => async (request) => {
      const again = Array.from({ length: copies }, () => request.clone());
      const answer = await next(request);
      const timer = stage.clock.after(afterMs, 'webhook.duplicate', async () => {
        coming.delete(timer);
        for (const copy of again) {
          const unseen = await next(copy).catch(() => undefined); // nobody waits for it
          await unseen?.body?.cancel();
        }
      });
      coming.add(timer);
      return answer;
    });
    return () => {
      off();
      for (const timer of coming) timer.cancel();
    };
  },
});
