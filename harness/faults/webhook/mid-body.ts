import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { everywhere, lateUntilRetried } from './edge.ts';
import { spoilAnswers } from './spoil-answers.ts';

/**
 * The connection breaks in the middle of the body of the receiver's answer. Deliveries are stored, and the status is the
 * acknowledgement: a platform that insists on the body delivers again what is there already.
 */
export const webhookMidBody = defineFault({
  id: 'webhook.midBody',
  layer: 'webhook',
  title: 'Connections break in the middle of the answers to webhooks',
  parameters: z.strictObject({}),
  runs: everywhere,
  delays: () => lateUntilRetried,
  inject: (stage) =>
    spoilAnswers(stage, {
      headers: { 'content-length': '1000' },
      async part(index) {
        if (index === 0) return 'half of ';
        // As undici's fetch tells of it.
        throw new TypeError('terminated', { cause: Object.assign(new Error('closed'), { code: 'UND_ERR_SOCKET' }) });
      },
    }),
});
