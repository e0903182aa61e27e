import type { Hono } from 'hono';
import type { Clock } from '../../kernel/clock.ts';
import type { Journal } from '../../kernel/journal/journal.ts';
import type { EventStore } from '../archive/events.ts';
import { parseJson, readBytes } from '../http/json-body.ts';
import { Problem } from '../http/problem.ts';
import { messageEvent } from '../message-event.ts';
import type { WebhookSecret } from '../standard-webhooks/keys.ts';
import { isSigned, isTimely, readHeaders, toleranceMs, type WebhookHeaders } from '../standard-webhooks/signature.ts';
import type { KeySet } from './key-set.ts';

export interface ReceiverOptions {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly events: EventStore;
  /** The shared secrets accepted now; several during a rotation. */
  readonly secrets: () => readonly WebhookSecret[];
  readonly keySet: KeySet;
}

const limitBytes = 65_536;

/**
 * `POST /webhooks/messages`. A delivery is verified before it is parsed, stored before it is acknowledged, and stored
 * once however often it comes.
 */
export function receiver(app: Hono, { clock, journal, events, secrets, keySet }: ReceiverOptions): void {
  async function verify(headers: WebhookHeaders, body: Uint8Array): Promise<void> {
    if (!isTimely(headers, clock.now())) throw new Problem('not-timely', `more than ${toleranceMs / 1000} s from now`);
    if (isSigned(headers, { secrets: secrets(), ed25519: [] }, body)) return;
    if (headers.signatures.some(({ version }) => version === 'v1a')) {
      if (isSigned(headers, { secrets: [], ed25519: await keySet.current() }, body)) return;
      if ((await keySet.renew()) && isSigned(headers, { secrets: [], ed25519: await keySet.current() }, body)) return;
    }
    throw new Problem('not-signed', 'no signature verifies');
  }

  async function receive(request: Request): Promise<Response> {
    const headers = readHeaders(request.headers);
    if ('problem' in headers) throw new Problem('malformed', headers.problem);
    const body = await readBytes(request, limitBytes);
    await verify(headers, body);
    const event = parseJson(body, messageEvent);
    const stored = await events.store(headers.id, event, clock.now());
    if (stored === 'conflict') throw new Problem('conflict', 'another event is stored under that webhook-id');
    const { message_id, status } = event;
    journal.append('webhook.received', {
      webhook_id: headers.id,
      message_id,
      status,
      duplicate: stored === 'duplicate',
    });
    return new Response(null, { status: 204 });
  }

  app.post('/webhooks/messages', (context) => receive(context.req.raw));
}
