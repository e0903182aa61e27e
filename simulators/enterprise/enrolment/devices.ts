import { sha256 } from '../../crypto/sha256.ts';
import type { Database } from '../store/database.ts';
import { preparedQuery } from '../store/prepared-query.ts';
import type { DevicesTable } from './devices-table.ts';
import type { EnrolmentMode } from './schema.ts';

/** An enrolled device. */
export interface Device {
  readonly device_id: string;
  readonly installation_id: string;
  /** E.164. */
  readonly custodian: string;
  readonly mode: EnrolmentMode;
}

/** A device with the key that its copies are sealed to, where that is its own. */
export type EnrolledDevice = Device & Pick<DevicesTable, 'endpoint_key'>;

/** The devices a tenant has enrolled. Tokens are kept as digests. */
export interface DeviceStore {
  /** Adds a device, or changes what one is enrolled with that is enrolled again. */
  put(device: Device, token: string, endpointKey: Uint8Array | null, nowMs: number): Promise<void>;
  byInstallation(installationId: string): Promise<EnrolledDevice | undefined>;
  byToken(token: string): Promise<Device | undefined>;
  byId(deviceId: string): Promise<Device | undefined>;
  /** All devices of a custodian. */
  of(custodian: string): Promise<readonly (Device & { readonly enrolled_at: number })[]>;
  /** Nobody has the device's token any more. */
  forgetToken(transaction: Database, deviceId: string): Promise<void>;
}

const digest = (token: string): Buffer => Buffer.from(sha256(Buffer.from(token)));

const upsert = preparedQuery<DevicesTable, never>((database, value) =>
  database
    .insertInto('devices')
    .values({
      tenant: value('tenant'),
      device_id: value('device_id'),
      installation_id: value('installation_id'),
      custodian: value('custodian'),
      mode: value('mode'),
      endpoint_key: value('endpoint_key'),
      token_digest: value('token_digest'),
      enrolled_at: value('enrolled_at'),
    })
    .onConflict((conflict) =>
      conflict.columns(['tenant', 'device_id']).doUpdateSet((set) => ({
        mode: set.ref('excluded.mode'),
        endpoint_key: set.ref('excluded.endpoint_key'),
        token_digest: set.ref('excluded.token_digest'),
      })),
    ),
);

const select = (database: Database) =>
  database.selectFrom('devices').select(['device_id', 'installation_id', 'custodian', 'mode']);

const selectByInstallation = preparedQuery<{ tenant: string; installation_id: string }, EnrolledDevice>(
  (database, value) =>
    select(database)
      .select('endpoint_key')
      .where('tenant', '=', value('tenant'))
      .where('installation_id', '=', value('installation_id')),
);

const selectByDigest = preparedQuery<{ tenant: string; token_digest: Buffer }, Device>((database, value) =>
  select(database).where('tenant', '=', value('tenant')).where('token_digest', '=', value('token_digest')),
);

/** The devices of one tenant. */
export function deviceStore(database: Database, tenant: string): DeviceStore {
  return {
    async put({ device_id, installation_id, custodian, mode }, token, endpointKey, enrolled_at) {
      const endpoint_key = endpointKey && Buffer.from(endpointKey);
      const token_digest = digest(token);
      await upsert(database, {
        tenant,
        device_id,
        installation_id,
        custodian,
        mode,
        endpoint_key,
        token_digest,
        enrolled_at,
      });
    },
    byInstallation: async (installation_id) =>
      (await selectByInstallation(database, { tenant, installation_id })).rows[0],
    byId: (device_id) =>
      select(database).where('tenant', '=', tenant).where('device_id', '=', device_id).executeTakeFirst(),
    of: (custodian) =>
      select(database)
        .where('tenant', '=', tenant)
        .where('custodian', '=', custodian)
        .select('enrolled_at')
        .orderBy('enrolled_at')
        .orderBy('device_id')
        .execute(),
    async forgetToken(transaction, device_id) {
      // No token has these digits for its digest: a digest is never text.
      const none = Buffer.from(`none of ${device_id}`);
      await transaction
        .updateTable('devices')
        .set({ token_digest: none })
        .where('tenant', '=', tenant)
        .where('device_id', '=', device_id)
        .execute();
    },
    byToken: async (token) => (await selectByDigest(database, { tenant, token_digest: digest(token) })).rows[0],
  };
}
