import { z } from 'zod';
import { connectionError, type Fetch } from '../../../simulators/kernel/network.ts';
import { defineFault } from '../fault.ts';
import { everywhere, lateUntilRetried } from './edge.ts';
import { publicKeyOnly } from './public-key-only.ts';

const parameters = z.strictObject({
  answer: z.enum(['none', 'error', 'stale']).default('none').meta({
    description: 'What a receiver that asks for the keys gets: no connection, 503, or a set without the key in use.',
  }),
});

/**
 * The platform's public keys cannot be had, and deliveries carry public-key signatures (v1a) only: a receiver that has not
 * cached the keys must refuse them and be tried again. Healing brings both kinds of signature back.
 */
export const webhookKeysUnreachable = defineFault({
  id: 'webhook.keysUnreachable',
  layer: 'webhook',
  title: "The platform's public keys are unreachable or stale",
  parameters,
  runs: everywhere,
  delays: () => lateUntilRetried,
  async inject(stage, { answer }) {
    const backToKeys = stage.intercept('keys', () => answers[answer]);
    const backToSecrets = stage.intercept('webhooks', (next) => async (request) => {
      return next(publicKeyOnly(request));
    });
    return () => {
      backToSecrets();
      backToKeys();
    };
  },
});

const answers: Readonly<Record<z.infer<typeof parameters>['answer'], Fetch>> = {
  async none() {
    throw connectionError('ECONNREFUSED', "the platform's keys");
  },
  error: async () => new Response('no keys today', { status: 503 }),
  stale: async () => Response.json({ keys: [] }, { headers: { 'cache-control': 'max-age=1' } }),
};
