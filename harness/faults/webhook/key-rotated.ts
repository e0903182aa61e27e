import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { lateUntilRetried } from './edge.ts';
import { whereKeysRotate } from './where-keys-rotate.ts';

const parameters = z.strictObject({
  overlapMs: z
    .int()
    .min(0)
    .max(3_600_000)
    .default(1000)
    .meta({ description: 'How long old and new keys sign side by side, ms.' }),
});

/**
 * The platform's webhook keys rotate while deliveries are being tried again: until it heals the receiver answers 503, so
 * that the attempt that arrives was begun under the old keys. Healing lets deliveries through; the keys stay the new ones.
 */
export const webhookKeyRotated = defineFault({
  id: 'webhook.keyRotated',
  layer: 'webhook',
  title: 'Webhook keys rotate while deliveries are retried',
  parameters,
  runs: whereKeysRotate,
  delays: () => lateUntilRetried,
  async inject(stage, { overlapMs }) {
    const off = stage.intercept('webhooks', () => async (request) => {
      await request.arrayBuffer();
      return new Response('rotating', { status: 503 });
    });
    stage.rotateWebhookKeys(overlapMs);
    return off;
  },
});
