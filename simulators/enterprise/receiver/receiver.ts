import type { Hono } from 'hono';
import type { Clock } from '../../kernel/clock.ts';
import type { EventStore } from '../archive/events.ts';
import { jsonValue, readBytes } from '../http/json-body.ts';
import { Problem } from '../http/problem.ts';
import { answerHandshake } from '../rbm/handshake.ts';
import type { Telling } from '../telling.ts';
import { aboutOf } from '../told-event.ts';
import { type VerifierOptions, verifier } from './verify.ts';

export interface ReceiverOptions extends VerifierOptions {
  readonly clock: Clock;
  readonly journal: Telling;
  readonly events: EventStore;
}

const limitBytes = 65_536;

/**
 * `POST /webhooks/messages`. A delivery is verified before it is parsed, stored before it is acknowledged, and stored
 * once however often it comes.
 */
export function receiver(app: Hono, options: ReceiverOptions): void {
  const { clock, journal, events, profile, clientTokens } = options;
  const verify = verifier(options);
  const isPush = profile === 'rbm';

  /** The platform asks who this is, before it sends anything. */
  function shakeHands(body: Uint8Array): Response {
    const secret = answerHandshake(jsonValue(body), clientTokens);
    if (secret === undefined)
      throw new Problem('not-signed', 'neither a signed push nor a handshake with a known token');
    return new Response(secret, { status: 200, headers: { 'content-type': 'text/plain' } });
  }

  async function receive(request: Request): Promise<Response> {
    const body = await readBytes(request, limitBytes);
    if (isPush && !request.headers.has('x-goog-signature')) return shakeHands(body);
    const { webhookId, event } = await verify(request, body);
    const stored = await events.store(webhookId, event, clock.now());
    if (stored === 'conflict') throw new Problem('conflict', 'another event is stored under that webhook-id');
    const duplicate = stored === 'duplicate';
    journal.append('webhook.received', { webhook_id: webhookId, ...aboutOf(event), duplicate });
    return new Response(null, { status: isPush ? 200 : 204 });
  }

  app.post('/webhooks/messages', (context) => receive(context.req.raw));
}
