import type { Hono } from 'hono';
import { type Clock, timestamp } from '../../kernel/clock.ts';
import { readJson } from '../http/json-body.ts';
import type { Roles } from '../http/roles.ts';
import type { PolicyInForce, PolicyStore } from './policies.ts';
import { policyLimitBytes, policyRequest } from './schema.ts';

export interface PolicyOptions {
  readonly clock: Clock;
  readonly roles: Roles;
  readonly policies: PolicyStore;
  /** Told of each change: what waits for its time may be due at another. */
  readonly changed: () => Promise<void>;
}

/** `GET /policy` and `PUT /policy`: what the archive is held to, each setting with the rules that it comes from. */
export function policy(app: Hono, { clock, roles, policies, changed }: PolicyOptions): void {
  const show = ({ policy, own, since }: PolicyInForce) => ({
    ...policy,
    own,
    in_force_since: since === 0 ? null : timestamp(since),
  });

  app.get('/policy', async (context) => {
    await roles.require(context.req.raw, 'auditor', 'operator');
    return context.json(show(await policies.current()));
  });

  app.put('/policy', async (context) => {
    await roles.require(context.req.raw, 'operator');
    const request = await readJson(context.req.raw, policyLimitBytes, policyRequest);
    const set = await policies.set(request, clock.now());
    await changed();
    return context.json(show(set));
  });
}
