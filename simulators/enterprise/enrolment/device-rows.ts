import type { Database } from '../store/database.ts';
import type { ConsentsTable, EnrolmentChangesTable } from './tables.ts';

/** What is kept of each device in numbered rows that are only ever added to. */
interface NumberedTables {
  readonly consents: ConsentsTable;
  readonly enrolment_changes: EnrolmentChangesTable;
}

/** The rows of one device, from number 1 on. */
export function deviceRows<Table extends keyof NumberedTables>(
  database: Database,
  table: Table,
  tenant: string,
  deviceId: string,
): Promise<NumberedTables[Table][]> {
  return database
    .selectFrom<keyof NumberedTables>(table)
    .where('tenant', '=', tenant)
    .where('device_id', '=', deviceId)
    .orderBy('number')
    .selectAll()
    .execute() as Promise<NumberedTables[Table][]>;
}
