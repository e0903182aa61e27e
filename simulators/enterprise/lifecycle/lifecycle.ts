import type { Hono } from 'hono';
import type { Clock } from '../../kernel/clock.ts';
import type { Roles } from '../http/roles.ts';
import { policy } from '../policy/app.ts';
import { type PolicyStore, policyStore } from '../policy/policies.ts';
import type { Ed25519SigningKey } from '../standard-webhooks/keys.ts';
import type { Store } from '../store/store.ts';
import type { Telling } from '../telling.ts';
import { lifecycleRoutes } from './app.ts';
import type { AppendTombstone } from './burial.ts';
import { holdStore } from './holds.ts';
import { sweep } from './sweep.ts';

export interface LifecycleOptions {
  readonly clock: Clock;
  readonly journal: Telling;
  readonly store: Store;
  readonly tenant: { readonly id: string; readonly archiveKey: Ed25519SigningKey };
  readonly roles: Roles;
  /** The log's. Absent where there is no log. */
  readonly append?: AppendTombstone;
}

/** How long records are kept, and how they go. */
export interface Lifecycle {
  readonly policies: PolicyStore;
  /** Nothing becomes due any more. */
  stop(): void;
}

/** Policy, legal holds, erasure, disposal and cold storage of one tenant. */
export function lifecycle(app: Hono, { clock, journal, store, tenant, roles, append }: LifecycleOptions): Lifecycle {
  const { database } = store;
  const policies = policyStore(database, tenant.id);
  const holds = holdStore(database, tenant.id);
  const erasure = { database, tenant: tenant.id, archiveKey: tenant.archiveKey, append, policies, holds };
  const sweeping = sweep({ ...erasure, clock, journal });
  policy(app, { clock, roles, policies, changed: sweeping.reconsider });
  lifecycleRoutes(app, { ...erasure, clock, journal, roles });
  // An archive that opens again goes on with what its policy says.
  store.ready.then(sweeping.begin, () => {});
  return { policies, stop: sweeping.stop };
}
