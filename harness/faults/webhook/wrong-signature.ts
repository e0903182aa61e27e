import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { alter } from './alter.ts';
import { everywhere, lateUntilRetried } from './edge.ts';

const parameters = z.strictObject({
  altered: z
    .enum(['body', 'signature', 'timestamp', 'id'])
    .default('body')
    .meta({ description: 'What is changed in transit: every signature covers all of it (Standard Webhooks 1.0.0).' }),
});

/** Deliveries are altered on their way, so that no signature is theirs: the receiver refuses them, the platform tries again. */
export const webhookWrongSignature = defineFault({
  id: 'webhook.wrongSignature',
  layer: 'webhook',
  title: 'Webhooks are altered in transit',
  parameters,
  runs: everywhere,
  delays: () => lateUntilRetried,
  async inject(stage, { altered }) {
    return stage.intercept('webhooks', (next) => async (request) => {
      const webhook_id = request.headers.get('webhook-id') ?? '';
      const changed = await alter(request.clone(), altered);
      if (!changed) return next(request); // a handshake has no signature
      const answer = await next(changed);
      stage.append('webhook.tampered', { webhook_id, what: altered, http_status: answer.status });
      return answer;
    });
  },
});
