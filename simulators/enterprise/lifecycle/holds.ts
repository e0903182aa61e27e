import { sha256Hex } from '../../crypto/sha256.ts';
import type { Database } from '../store/database.ts';
import { inTransaction } from '../store/transaction.ts';
import type { Hold } from './hold.ts';
import type { HoldRequest } from './schema.ts';

/** The legal holds of a tenant, released ones too. */
export interface HoldStore {
  /** The same hold again, while it stands, is the one that is there. */
  place(request: HoldRequest, nowMs: number): Promise<{ readonly hold: Hold; readonly isNew: boolean }>;
  /** Nothing where there is no such hold; one that was released stays released when it was. */
  release(holdId: string, nowMs: number): Promise<Hold | undefined>;
  /** In the order of placing. */
  all(database?: Database): Promise<readonly Hold[]>;
}

const ms = (instant: string | null): number | null => (instant === null ? null : Date.parse(instant));

export function holdStore(database: Database, tenant: string): HoldStore {
  async function all(from = database): Promise<Hold[]> {
    const holds = await from
      .selectFrom('holds')
      .where('tenant', '=', tenant)
      .orderBy('placed_at')
      .orderBy('hold_id')
      .selectAll()
      .execute();
    const covered = await from.selectFrom('hold_custodians').where('tenant', '=', tenant).selectAll().execute();
    return holds.map((row) => ({
      hold_id: row.hold_id,
      matter: row.matter,
      custodians:
        row.everybody === 1
          ? null
          : covered
              .filter(({ hold_id }) => hold_id === row.hold_id)
              .map(({ custodian }) => custodian)
              .sort(),
      from_ms: row.from_at,
      to_ms: row.to_at,
      placed_at: row.placed_at,
      released_at: row.released_at,
    }));
  }

  async function insert(to: Database, { hold_id, matter, custodians, from_ms, to_ms, placed_at }: Hold): Promise<void> {
    const everybody = custodians === null ? 1 : 0;
    await to
      .insertInto('holds')
      .values({ tenant, hold_id, matter, everybody, from_at: from_ms, to_at: to_ms, placed_at, released_at: null })
      .execute();
    if (custodians === null) return;
    const rows = custodians.map((custodian) => ({ tenant, hold_id, custodian }));
    await to.insertInto('hold_custodians').values(rows).execute();
  }

  return {
    place: ({ matter, custodians, from, to }, nowMs) =>
      inTransaction(database, tenant, async (transaction) => {
        const people = custodians && [...new Set(custodians)].sort();
        const scope = { custodians: people, from_ms: ms(from), to_ms: ms(to) };
        const there = await all(transaction);
        const same = JSON.stringify([matter, scope.custodians, scope.from_ms, scope.to_ms]);
        const twin = (one: Hold): boolean =>
          JSON.stringify([one.matter, one.custodians, one.from_ms, one.to_ms]) === same;
        const standing = there.find((one) => one.released_at === null && twin(one));
        if (standing) return { hold: standing, isNew: false };
        const hold_id = `hold_${sha256Hex(Buffer.from(`${tenant} ${there.length} ${same}`)).slice(0, 24)}`;
        const hold = { hold_id, matter, ...scope, placed_at: nowMs, released_at: null };
        await insert(transaction, hold);
        return { hold, isNew: true };
      }),
    release: (holdId, nowMs) =>
      inTransaction(database, tenant, async (transaction) => {
        const before = (await all(transaction)).find(({ hold_id }) => hold_id === holdId);
        if (!before || before.released_at !== null) return before;
        await transaction
          .updateTable('holds')
          .set({ released_at: nowMs })
          .where('tenant', '=', tenant)
          .where('hold_id', '=', holdId)
          .execute();
        return { ...before, released_at: nowMs };
      }),
    all,
  };
}
