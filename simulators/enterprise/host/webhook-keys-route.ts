import type { Hono } from 'hono';
import { type Clock, timestamp } from '../../kernel/clock.ts';
import { readJson } from '../http/json-body.ts';
import { Problem } from '../http/problem.ts';
import type { Roles } from '../http/roles.ts';
import type { HostedKeys } from './hosted-keys.ts';
import { tenantLimitBytes } from './tenant-request.ts';
import { acceptedKeys, type WebhookKeys, webhookKeys } from './webhook-keys.ts';

/** Of a hosted tenant: who may change its keys, and the keys. */
export interface KeyedTenant {
  readonly roles: Roles;
  readonly keys: HostedKeys;
}

/** @throws Problem `malformed` for a key that is accepted until a time that is over */
export function requireTimely(keys: WebhookKeys, nowMs: number): void {
  const over = acceptedKeys(keys).some(({ until }) => until !== null && Date.parse(until) <= nowMs);
  if (over) throw new Problem('malformed', 'until is over: leave a key out that is not to be accepted any more');
}

/** @throws Problem `malformed` for keys of which none is left after a time: nobody would notice until then */
function requireLasting(keys: WebhookKeys): void {
  if (keys.jwks_url !== undefined || acceptedKeys(keys).some(({ until }) => until === null)) return;
  throw new Problem('malformed', 'no key is accepted without an end: leave out the until of the newest');
}

/**
 * `PUT /tenants/{tenant}/webhook-keys`: by the tenant's operator. What is given is accepted from now on and nothing else is;
 * during a rotation that is the new key beside the old one, which has an `until`.
 */
export function webhookKeysRoute(
  app: Hono,
  clock: Clock,
  find: (tenant: string) => Promise<KeyedTenant | undefined>,
): void {
  app.put('/tenants/:tenant{[\\w-]{1,64}}/webhook-keys', async (context) => {
    const tenant = await find(context.req.param('tenant'));
    if (!tenant) throw new Problem('not-found', 'there is no such tenant');
    await tenant.roles.require(context.req.raw, 'operator');
    const asked = await readJson(context.req.raw, tenantLimitBytes, webhookKeys);
    requireTimely(asked, clock.now());
    requireLasting(asked);
    const { keys, since } = await tenant.keys.set(asked);
    return context.json({
      accepted: acceptedKeys(keys),
      jwks_url: keys.jwks_url ?? null,
      in_force_since: since === undefined ? null : timestamp(since),
    });
  });
}
