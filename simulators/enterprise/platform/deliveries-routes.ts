import type { Hono } from 'hono';
import { z } from 'zod';
import { timestamp } from '../../kernel/clock.ts';
import { bearer, equalSecrets } from '../http/bearer.ts';
import { checkJson, readJson } from '../http/json-body.ts';
import { knownParameters } from '../http/known-parameters.ts';
import { Problem } from '../http/problem.ts';
import { instant } from '../message-event.ts';
import type { Delivery } from './delivery.ts';
import type { LoggedDelivery } from './delivery-log.ts';

const states = z.enum(['underway', 'acknowledged', 'dead']);

const listQuery = z.strictObject({
  after: z
    .string()
    .regex(/^\d{1,15}$/)
    .default('0'),
  limit: z
    .string()
    .regex(/^\d{1,4}$/)
    .default('100'),
  state: states.optional(),
  from: instant.optional(),
  to: instant.optional(),
});

/** Which deliveries are sent again: all dead letters, those scheduled within a time, or both at once. */
const bulkReplay = z
  .strictObject({
    state: z.enum(['dead', 'acknowledged']).optional(),
    from: instant.optional(),
    to: instant.optional(),
  })
  .refine(({ state, from }) => state === 'dead' || from !== undefined, {
    path: ['from'],
    message: 'says from when on, unless only dead letters are asked for',
  });

const mostRows = 1000;
const limitBytes = 4096;

const ms = (at: string | undefined): number | undefined => (at === undefined ? undefined : Date.parse(at));

/** A delivery for its reader: no content, which the receiver has or will have. */
const told = ({ webhookId, message_id, status, state, scheduledAtMs, attempts, replays, last }: LoggedDelivery) => ({
  webhook_id: webhookId,
  message_id,
  status,
  state,
  scheduled_at: timestamp(scheduledAtMs),
  attempts,
  replays,
  last_attempts: last.map(({ attempt, atMs, http_status, error, next_ms }) => ({
    attempt,
    at: timestamp(atMs),
    http_status,
    error,
    next_at: next_ms === null ? null : timestamp(atMs + next_ms),
  })),
});

/**
 * What whoever runs the platform reads and does: the delivery log, dead letters, replays, alerts, and taking an endpoint up
 * again. With the operator's token.
 */
export function deliveriesRoutes(app: Hono, webhooks: Delivery, operatorToken: string): void {
  function operator(request: Request): void {
    if (!equalSecrets(bearer(request), operatorToken))
      throw new Problem('unauthenticated', "this is not the operator's token");
  }

  app.get('/deliveries', (context) => {
    operator(context.req.raw);
    const asked = knownParameters(context.req.url, Object.keys(listQuery.shape));
    const { state, from, to, after, ...query } = checkJson(asked, listQuery);
    const limit = Math.min(Math.max(Number(query.limit), 1), mostRows);
    const found = webhooks.log.list({ state, fromMs: ms(from), toMs: ms(to) }, Number(after), limit + 1);
    const page = found.slice(0, limit);
    const next = String(page.at(-1)?.position ?? after);
    return context.json({ deliveries: page.map(told), next, more: found.length > limit });
  });

  app.get('/deliveries/:id', (context) => {
    operator(context.req.raw);
    const found = webhooks.log.find(context.req.param('id'));
    if (!found) throw new Problem('not-found', 'no such delivery, or it was too long ago');
    return context.json(told(found));
  });

  app.post('/deliveries/:id/replay', (context) => {
    operator(context.req.raw);
    const id = context.req.param('id');
    if (!webhooks.log.find(id)) throw new Problem('not-found', 'no such delivery, or it was too long ago');
    if (!webhooks.replay(id)) throw new Problem('conflict', 'it is under way already, or the endpoint is disabled');
    return context.json({ replayed: 1 }, 202);
  });

  app.post('/deliveries/replay', async (context) => {
    operator(context.req.raw);
    const { state, from, to } = await readJson(context.req.raw, limitBytes, bulkReplay);
    if (webhooks.disabled()) throw new Problem('conflict', 'the endpoint is disabled: enable it first');
    return context.json({ replayed: webhooks.replayAll({ state, fromMs: ms(from), toMs: ms(to) }) }, 202);
  });

  app.get('/alerts', (context) => {
    operator(context.req.raw);
    const all = webhooks.alerts.read().map(({ at_ms, ...alert }) => ({ ...alert, at: timestamp(at_ms) }));
    return context.json({ alerts: all, endpoint: webhooks.disabled() ? 'disabled' : 'enabled' });
  });

  app.post('/endpoint/enable', (context) => {
    operator(context.req.raw);
    webhooks.enable();
    return context.body(null, 204);
  });
}
