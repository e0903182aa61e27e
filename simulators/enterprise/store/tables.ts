import type { EventsTable } from '../archive/events-table.ts';
import type { RecordContentsTable, RecordsTable } from '../archive/records-table.ts';
import type { DevicesTable } from '../enrolment/devices-table.ts';
import type { ConsentsTable, EnrolmentChangesTable } from '../enrolment/tables.ts';
import type { ExportsTable } from '../export/exports-table.ts';
import type { HostedTenantsTable } from '../host/hosted-tenants-table.ts';
import type { WebhookKeysTable } from '../host/webhook-keys-table.ts';
import type { ColdContentsTable, HoldCustodiansTable, HoldsTable, TombstonesTable } from '../lifecycle/tables.ts';
import type { LogLeavesTable, LogTilesTable } from '../log/tables.ts';
import type { DeviceKeysTable, ManifestsTable } from '../manifests/tables.ts';
import type { PoliciesTable } from '../policy/policies-table.ts';
import type { TenantsTable } from './tenants-table.ts';

/** Every table of the store. Each has a `tenant`, and every query names it. */
export interface Tables {
  readonly tenants: TenantsTable;
  readonly hosted_tenants: HostedTenantsTable;
  readonly webhook_keys: WebhookKeysTable;
  readonly devices: DevicesTable;
  readonly enrolment_changes: EnrolmentChangesTable;
  readonly consents: ConsentsTable;
  readonly records: RecordsTable;
  readonly record_contents: RecordContentsTable;
  readonly events: EventsTable;
  readonly log_leaves: LogLeavesTable;
  readonly log_tiles: LogTilesTable;
  readonly device_keys: DeviceKeysTable;
  readonly manifests: ManifestsTable;
  readonly policies: PoliciesTable;
  readonly holds: HoldsTable;
  readonly hold_custodians: HoldCustodiansTable;
  readonly tombstones: TombstonesTable;
  readonly cold_contents: ColdContentsTable;
  readonly exports: ExportsTable;
}
