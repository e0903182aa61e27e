import { type WebhookKeyRing, webhookKeyRing } from '../../../simulators/enterprise/standard-webhooks/key-ring.ts';
import type { Bench } from './bench.ts';
import { CheckFailure } from './finding.ts';
import { token } from './made-up.ts';
import { type MadeTenant, makeTenant, NoTenantError } from './make-tenant.ts';

/** A tenant that nothing else of the check uses, and what its platform signs with. */
export interface FreshTenant {
  readonly made: MadeTenant;
  readonly ring: WebhookKeyRing;
}

/** Asks the server for one. @throws CheckFailure */
export async function freshTenant({ clock, fetch, random, server }: Bench): Promise<FreshTenant> {
  if (!server) throw new CheckFailure('not-tried', 'no server that makes tenants was given');
  const own = random.split(token(random));
  const ring = webhookKeyRing(own.split('webhook keys'));
  try {
    return { made: await makeTenant({ clock, fetch, random: own, ...server, webhooks: { ring } }), ring };
  } catch (error) {
    if (error instanceof NoTenantError) throw new CheckFailure('wrong', error.message, 'makeTenant');
    throw error;
  }
}
