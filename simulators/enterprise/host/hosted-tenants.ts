import type { Database } from '../store/database.ts';
import { keepTenant } from '../store/tenant-rows.ts';
import { inTransaction } from '../store/transaction.ts';
import { type HostedTenant, readHostedTenant, writeHostedTenant } from './hosted-tenant.ts';

/** The tenants of a server, in its store. */
export interface HostedTenants {
  /** Resolves when it is committed. */
  add(hosted: HostedTenant, nowMs: number): Promise<void>;
  byId(tenant: string): Promise<HostedTenant | undefined>;
}

export function hostedTenants(database: Database): HostedTenants {
  return {
    add: (hosted, nowMs) =>
      inTransaction(database, hosted.tenant.id, async (transaction) => {
        const tenant = hosted.tenant.id;
        await keepTenant(transaction, tenant, nowMs);
        await transaction
          .insertInto('hosted_tenants')
          .values({ tenant, settings: writeHostedTenant(hosted) })
          .execute();
      }),
    async byId(tenant) {
      const row = await database
        .selectFrom('hosted_tenants')
        .select('settings')
        .where('tenant', '=', tenant)
        .executeTakeFirst();
      return row && readHostedTenant(row.settings);
    },
  };
}
