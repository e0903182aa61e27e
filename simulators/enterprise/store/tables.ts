import type { EventsTable } from '../archive/events-table.ts';
import type { RecordContentsTable, RecordsTable } from '../archive/records-table.ts';
import type { DevicesTable } from '../enrolment/devices-table.ts';
import type { TenantsTable } from './tenants-table.ts';

/** Every table of the store. Each has a `tenant`, and every query names it. */
export interface Tables {
  readonly tenants: TenantsTable;
  readonly devices: DevicesTable;
  readonly records: RecordsTable;
  readonly record_contents: RecordContentsTable;
  readonly events: EventsTable;
}
