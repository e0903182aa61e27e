import type { Database } from './database.ts';

/** Makes sure that the store knows a tenant. */
export async function keepTenant(database: Database, tenant: string, nowMs: number): Promise<void> {
  const known = await database.selectFrom('tenants').select('tenant').where('tenant', '=', tenant).executeTakeFirst();
  if (known) return;
  await database
    .insertInto('tenants')
    .values({ tenant, created_at: nowMs })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
