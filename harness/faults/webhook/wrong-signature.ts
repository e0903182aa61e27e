import { z } from 'zod';
import { defineFault } from '../fault.ts';
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
      const answer = await next(await alter(request, altered));
      stage.append('webhook.tampered', { webhook_id, what: altered, http_status: answer.status });
      return answer;
    });
  },
});

async function alter(request: Request, what: z.infer<typeof parameters>['altered']): Promise<Request> {
  const headers = new Headers(request.headers);
  let body = await request.text();
  if (what === 'body') body = body.replace(/"status":"\w+"/, '"status":"failed" ');
  else if (what === 'id') headers.set('webhook-id', `${headers.get('webhook-id')}x`);
  else if (what === 'timestamp') headers.set('webhook-timestamp', String(Number(headers.get('webhook-timestamp')) - 1));
  else headers.set('webhook-signature', (headers.get('webhook-signature') ?? '').replaceAll(/,\S+/g, `,${wrong}`));
  return new Request(request.url, {
    method: request.method,
    headers,
    body,
    redirect: 'manual',
    signal: request.signal,
  });
}

/** As long as an Ed25519 signature, and nobody's. */
const wrong = Buffer.alloc(64, 7).toString('base64');
