import type { Database } from '../store/database.ts';
import { deviceRows } from './device-rows.ts';
import type { ConsentsTable } from './tables.ts';

/** A consent as it comes with an enrolment: who, when, and to which text. */
export interface GivenConsent {
  readonly given_by: string;
  readonly given_at: string;
  readonly text_sha256: string;
}

/** The consents of one tenant's custodians. */
export interface ConsentStore {
  /** Keeps a consent; the one that stands already is not kept twice. */
  give(transaction: Database, deviceId: string, consent: GivenConsent, nowMs: number): Promise<void>;
  /** Withdraws what stands. Resolves to when it was withdrawn last, or to nothing where none was ever given. */
  withdraw(transaction: Database, deviceId: string, nowMs: number): Promise<number | undefined>;
  standing(database: Database, deviceId: string): Promise<boolean>;
  of(database: Database, deviceId: string): Promise<readonly ConsentsTable[]>;
}

export function consentStore(tenant: string): ConsentStore {
  const of = (database: Database, deviceId: string): Promise<ConsentsTable[]> =>
    deviceRows(database, 'consents', tenant, deviceId);

  return {
    async give(transaction, device_id, { given_by, given_at, text_sha256 }, recorded_at) {
      const before = await of(transaction, device_id);
      const at = Date.parse(given_at);
      const same = before.some(
        (one) =>
          one.withdrawn_at === null &&
          one.given_by === given_by &&
          one.given_at === at &&
          one.text_sha256 === text_sha256,
      );
      if (same) return;
      const number = before.length + 1;
      const row = { tenant, device_id, number, given_by, given_at: at, text_sha256, recorded_at, withdrawn_at: null };
      await transaction.insertInto('consents').values(row).execute();
    },
    async withdraw(transaction, deviceId, nowMs) {
      const { numUpdatedRows } = await transaction
        .updateTable('consents')
        .set({ withdrawn_at: nowMs })
        .where('tenant', '=', tenant)
        .where('device_id', '=', deviceId)
        .where('withdrawn_at', 'is', null)
        .executeTakeFirst();
      if (numUpdatedRows > 0n) return nowMs;
      return (await of(transaction, deviceId)).at(-1)?.withdrawn_at ?? undefined;
    },
    standing: async (database, deviceId) =>
      (await of(database, deviceId)).some(({ withdrawn_at }) => withdrawn_at === null),
    of,
  };
}
