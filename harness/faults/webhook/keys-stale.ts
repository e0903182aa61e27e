import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { lateUntilRetried } from './edge.ts';
import { publicKeyOnly } from './public-key-only.ts';
import { whereKeysRotate } from './where-keys-rotate.ts';

const parameters = z.strictObject({
  maxAgeS: z
    .int()
    .min(0)
    .max(86_400)
    .default(3600)
    .meta({ description: 'How long the stale set says that it may be kept, s.' }),
});

/**
 * Something between the receiver and the platform goes on answering with the public keys of yesterday: the platform signs
 * with new ones, the old ones are gone, and deliveries carry public-key signatures only. Healing brings the true set back,
 * and both kinds of signature. A receiver that keeps a set as long as it may must ask anew for a signature that no key made.
 */
export const webhookKeysStale = defineFault({
  id: 'webhook.keysStale',
  layer: 'webhook',
  title: 'A cache answers with old public keys',
  parameters,
  runs: whereKeysRotate,
  delays: () => lateUntilRetried,
  async inject(stage, { maxAgeS }) {
    const stale = await stage.webhookKeySet();
    const headers = { 'content-type': 'application/json', 'cache-control': `public, max-age=${maxAgeS}` };
    const backToKeys = stage.intercept('keys', () => async () => new Response(stale, { headers }));
    const backToSecrets = stage.intercept('webhooks', (next) => async (request) => next(publicKeyOnly(request)));
    stage.rotateWebhookKeys(0);
    return () => {
      backToSecrets();
      backToKeys();
    };
  },
});
