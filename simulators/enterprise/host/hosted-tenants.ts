import { policyStore } from '../policy/policies.ts';
import type { PolicyRequest } from '../policy/schema.ts';
import type { Database } from '../store/database.ts';
import { keepTenant } from '../store/tenant-rows.ts';
import { inTransaction } from '../store/transaction.ts';
import { type HostedTenant, readHostedTenant, writeHostedTenant } from './hosted-tenant.ts';

/** The tenants of a server, in its store. */
export interface HostedTenants {
  /** Keeps a tenant and the policy that it brings, both or neither. Resolves when they are committed. */
  add(hosted: HostedTenant, policy: PolicyRequest | undefined, nowMs: number): Promise<void>;
  byId(tenant: string): Promise<HostedTenant | undefined>;
  /** Those that have had a policy: something of theirs may become due by time alone. */
  withPolicies(): Promise<readonly string[]>;
}

export function hostedTenants(database: Database): HostedTenants {
  return {
    add: (hosted, policy, nowMs) =>
      inTransaction(database, hosted.tenant.id, async (transaction) => {
        const tenant = hosted.tenant.id;
        await keepTenant(transaction, tenant, nowMs);
        await transaction
          .insertInto('hosted_tenants')
          .values({ tenant, settings: writeHostedTenant(hosted) })
          .execute();
        if (policy) await policyStore(transaction, tenant).set(policy, nowMs);
      }),
    async byId(tenant) {
      const row = await database
        .selectFrom('hosted_tenants')
        .select('settings')
        .where('tenant', '=', tenant)
        .executeTakeFirst();
      return row && readHostedTenant(row.settings);
    },
    async withPolicies() {
      const rows = await database
        .selectFrom('hosted_tenants')
        .innerJoin('policies', 'policies.tenant', 'hosted_tenants.tenant')
        .select('hosted_tenants.tenant')
        .distinct()
        .execute();
      return rows.map(({ tenant }) => tenant);
    },
  };
}
