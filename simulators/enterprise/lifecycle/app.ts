import type { Hono } from 'hono';
import { type Clock, timestamp } from '../../kernel/clock.ts';
import { readJson } from '../http/json-body.ts';
import { Problem } from '../http/problem.ts';
import type { Roles } from '../http/roles.ts';
import type { Telling } from '../telling.ts';
import { type ErasureOptions, erase } from './erasure.ts';
import type { Hold } from './hold.ts';
import { erasureLimitBytes, erasureRequest, holdLimitBytes, holdRequest } from './schema.ts';

export interface LifecycleRoutesOptions extends ErasureOptions {
  readonly clock: Clock;
  readonly journal: Telling;
  readonly roles: Roles;
}

/** A hold as it is shown. */
const show = ({ hold_id, matter, custodians, from_ms, to_ms, placed_at, released_at }: Hold) => ({
  hold_id,
  matter,
  custodians,
  from: from_ms === null ? null : timestamp(from_ms),
  to: to_ms === null ? null : timestamp(to_ms),
  placed_at: timestamp(placed_at),
  released_at: released_at === null ? null : timestamp(released_at),
});

/** Legal holds and requests for erasure: the records officer's, with the operator's token. */
export function lifecycleRoutes(app: Hono, options: LifecycleRoutesOptions): void {
  const { clock, journal, roles, holds } = options;

  app.post('/holds', async (context) => {
    await roles.require(context.req.raw, 'operator');
    const request = await readJson(context.req.raw, holdLimitBytes, holdRequest);
    const { hold, isNew } = await holds.place(request, clock.now());
    if (isNew) journal.append('archive.hold', { hold_id: hold.hold_id, matter: hold.matter, did: 'placed' });
    return context.json(show(hold), isNew ? 201 : 200);
  });

  app.get('/holds', async (context) => {
    await roles.require(context.req.raw, 'operator', 'auditor');
    return context.json({ holds: (await holds.all()).map(show) });
  });

  app.delete('/holds/:id', async (context) => {
    await roles.require(context.req.raw, 'operator');
    const hold = await holds.release(context.req.param('id'), clock.now());
    if (!hold) throw new Problem('not-found', 'no hold has this id');
    journal.append('archive.hold', { hold_id: hold.hold_id, matter: hold.matter, did: 'released' });
    return context.json(show(hold));
  });

  app.post('/erasures', async (context) => {
    await roles.require(context.req.raw, 'operator');
    const request = await readJson(context.req.raw, erasureLimitBytes, erasureRequest);
    const answer = await erase(options, request, clock.now());
    const erased = answer.outcomes.filter(({ outcome }) => outcome === 'erased').length;
    const refused = answer.outcomes.filter(({ outcome }) => outcome === 'refused').length;
    journal.append('archive.erasure', { erasure_id: answer.erasure_id, erased, refused });
    return context.json(answer);
  });
}
