import type { Database } from '../store/database.ts';
import { deviceRows } from './device-rows.ts';
import type { EnrolmentMode } from './schema.ts';
import type { EnrolmentChangesTable } from './tables.ts';

/** Where a device's enrolment stands. */
export interface Standing {
  readonly enrolled: boolean;
  /** 1 for the first enrolment, and one more after each end: each has a token of its own. */
  readonly generation: number;
  /** When it changed last, ms; undefined before any change. */
  readonly changedAt: number | undefined;
}

/** Un-enrolments and re-enrolments of one tenant's devices. */
export interface EnrolmentChanges {
  standing(database: Database, deviceId: string): Promise<Standing>;
  /** Ends an enrolment that stands, of a mode, or renews one that was ended, in a mode. One that changes is both. */
  change(
    transaction: Database,
    deviceId: string,
    by: EnrolmentChangesTable['changed_by'],
    mode: EnrolmentMode,
    nowMs: number,
  ): Promise<void>;
  of(database: Database, deviceId: string): Promise<readonly EnrolmentChangesTable[]>;
}

export function enrolmentChanges(tenant: string): EnrolmentChanges {
  const of = (database: Database, deviceId: string): Promise<EnrolmentChangesTable[]> =>
    deviceRows(database, 'enrolment_changes', tenant, deviceId);

  return {
    async standing(database, deviceId) {
      const last = (await of(database, deviceId)).at(-1);
      const changes = last?.number ?? 0;
      return { enrolled: changes % 2 === 0, generation: Math.ceil(changes / 2) + 1, changedAt: last?.changed_at };
    },
    async change(transaction, device_id, changed_by, mode, changed_at) {
      const number = (await of(transaction, device_id)).length + 1;
      await transaction
        .insertInto('enrolment_changes')
        .values({ tenant, device_id, number, changed_at, changed_by, mode })
        .execute();
    },
    of,
  };
}
