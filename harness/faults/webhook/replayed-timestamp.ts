import { z } from 'zod';
import type { Timer } from '../../../simulators/kernel/clock.ts';
import { defineFault } from '../fault.ts';
import { everywhere } from './edge.ts';

const parameters = z.strictObject({
  timestamp: z.enum(['kept', 'renewed']).default('renewed').meta({
    description:
      'Whether the attacker leaves webhook-timestamp as it was recorded, or sets it to the time of the replay.',
  }),
  afterMs: z.int().min(0).max(3_600_000).default(2000).meta({
    description: 'How long after the original a delivery is replayed, ms. A kept timestamp is old after 300,000.',
  }),
});

/**
 * Somebody recorded deliveries and sends them again. With the time of the replay no signature is theirs; with the old one
 * they are refused as soon as they are too old, and are duplicates before. The originals pass. Healing ends the replays.
 */
export const webhookReplayedTimestamp = defineFault({
  id: 'webhook.replayedTimestamp',
  layer: 'webhook',
  title: 'Recorded webhooks are replayed',
  parameters,
  runs: everywhere,
  delays: () => [],
  async inject(stage, { timestamp, afterMs }) {
    const coming = new Set<Timer>();
    const off = stage.intercept('webhooks', (next) => async (request) => {
      const { method, url } = request;
      const headers = new Headers(request.headers);
      const body = await request.clone().text();
      const timer = stage.clock.after(afterMs, 'webhook.replayedTimestamp', async () => {
        coming.delete(timer);
        if (timestamp === 'renewed') headers.set('webhook-timestamp', String(Math.floor(stage.clock.now() / 1000)));
        const seen = await next(new Request(url, { method, headers, body, redirect: 'manual' })).catch(() => undefined);
        await seen?.body?.cancel();
      });
      coming.add(timer);
      return next(request);
    });
    return () => {
      off();
      for (const timer of coming) timer.cancel();
    };
  },
});
