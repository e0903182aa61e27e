import { endOf } from '../policy/period.ts';
import type { PolicyStore } from '../policy/policies.ts';
import type { Database } from '../store/database.ts';
import { inTransaction } from '../store/transaction.ts';
import { freeze } from './cold-content.ts';

/** How many ciphertexts one transaction moves. */
const pageRows = 200;

/**
 * Moves the ciphertexts that the policy in force calls old to cold storage. A copy is there, and its hash, before the original
 * leaves its row. Returns how many went.
 */
export async function moveToCold(
  database: Database,
  tenant: string,
  policies: PolicyStore,
  nowMs: number,
): Promise<number> {
  const period = (await policies.current()).policy.cold_after.value;
  if (period === null) return 0;
  let moved = 0;
  for (let after = 0, more = true; more; ) {
    const page = await inTransaction(database, tenant, async (transaction) => {
      const rows = await transaction
        .selectFrom('records')
        .innerJoin('record_contents', (join) =>
          join
            .onRef('record_contents.tenant', '=', 'records.tenant')
            .onRef('record_contents.record_id', '=', 'records.record_id'),
        )
        .where('records.tenant', '=', tenant)
        .where('position', '>', after)
        .where('ciphertext', 'is not', null)
        .orderBy('position')
        .limit(pageRows)
        .select(['position', 'records.record_id', 'archived_at', 'ciphertext'])
        .execute();
      for (const { record_id, archived_at, ciphertext } of rows) {
        if (ciphertext === null || endOf(period, archived_at) > nowMs) continue;
        const { compressed, sha256, size } = freeze(ciphertext);
        await transaction
          .insertInto('cold_contents')
          .values({
            tenant,
            record_id,
            compressed: Buffer.from(compressed),
            sha256: Buffer.from(sha256),
            size,
            moved_at: nowMs,
          })
          .execute();
        await transaction
          .updateTable('record_contents')
          .set({ ciphertext: null })
          .where('tenant', '=', tenant)
          .where('record_id', '=', record_id)
          .execute();
        moved++;
      }
      return rows;
    });
    after = page.at(-1)?.position ?? after;
    more = page.length === pageRows;
  }
  return moved;
}
