import type { InForce } from '../lifecycle/retention.ts';
import type { Database } from '../store/database.ts';
import { preparedQuery } from '../store/prepared-query.ts';
import { inTransaction } from '../store/transaction.ts';
import { noPolicy, policyOf } from './combine.ts';
import type { PoliciesTable } from './policies-table.ts';
import type { Policy } from './policy.ts';
import { type PolicyRequest, policyRequest } from './schema.ts';

/** A policy and when it came into force, ms. */
export interface PolicyInForce extends InForce {
  readonly policy: Policy;
  readonly own: PolicyRequest['own'];
}

/** The policies of a tenant: the one in force, and all that were. */
export interface PolicyStore {
  current(): Promise<PolicyInForce>;
  /** Oldest first; never empty. */
  history(database?: Database): Promise<readonly [PolicyInForce, ...PolicyInForce[]]>;
  /** Sets the policy from `nowMs` on. The same one again changes nothing. */
  set(request: PolicyRequest, nowMs: number): Promise<PolicyInForce>;
}

/** Until somebody sets one. */
const beginning: PolicyInForce = { policy: noPolicy, own: null, since: 0 };

const inForce = ({ profiles, own }: PolicyRequest, since: number): PolicyInForce => ({
  policy: policyOf(profiles, own ?? undefined),
  own,
  since,
});

/** Asked with every upload. */
const selectPolicies = preparedQuery<{ tenant: string }, Omit<PoliciesTable, 'tenant'>>((database, value) =>
  database
    .selectFrom('policies')
    .where('tenant', '=', value('tenant'))
    .orderBy('number')
    .select(['number', 'set_at', 'profiles', 'own']),
);

export function policyStore(database: Database, tenant: string): PolicyStore {
  /** What was read once: a policy is never changed. */
  const known = new Map<number, PolicyInForce>();

  function read({ number, set_at, profiles, own }: Omit<PoliciesTable, 'tenant'>): PolicyInForce {
    let policy = known.get(number);
    if (policy?.since !== set_at) {
      const kept = { profiles: JSON.parse(profiles), own: own === null ? null : JSON.parse(own) };
      policy = inForce(policyRequest.parse(kept), set_at);
      known.set(number, policy);
    }
    return policy;
  }

  async function history(from = database): Promise<[PolicyInForce, ...PolicyInForce[]]> {
    const { rows } = await selectPolicies(from, { tenant });
    return [beginning, ...rows.map(read)];
  }

  const last = (all: readonly [PolicyInForce, ...PolicyInForce[]]): PolicyInForce => all.at(-1) ?? all[0];

  return {
    current: async () => last(await history()),
    history,
    set: (request, nowMs) =>
      inTransaction(database, tenant, async (transaction) => {
        const before = await history(transaction);
        const next = inForce(request, nowMs);
        const now = last(before);
        if (JSON.stringify([now.policy, now.own]) === JSON.stringify([next.policy, next.own])) return now;
        await transaction
          .insertInto('policies')
          .values({
            tenant,
            number: before.length,
            set_at: nowMs,
            profiles: JSON.stringify(request.profiles),
            own: request.own && JSON.stringify(request.own),
          })
          .execute();
        return next;
      }),
  };
}
