import type { Database } from '../store/database.ts';
import { preparedQuery } from '../store/prepared-query.ts';
import type { DeviceKeysTable } from './tables.ts';

/** The Ed25519 keys that a tenant's devices registered. */
export interface DeviceKeys {
  /** Registers a device's key, once. Resolves to whether it is the one that is registered now. */
  register(deviceId: string, key: Uint8Array): Promise<boolean>;
  of(deviceId: string): Promise<Uint8Array | undefined>;
}

const insert = preparedQuery<DeviceKeysTable, never>((database, value) =>
  database
    .insertInto('device_keys')
    .values({ tenant: value('tenant'), device_id: value('device_id'), device_key: value('device_key') })
    .onConflict((conflict) => conflict.columns(['tenant', 'device_id']).doNothing()),
);

const select = preparedQuery<{ tenant: string; device_id: string }, Pick<DeviceKeysTable, 'device_key'>>(
  (database, value) =>
    database
      .selectFrom('device_keys')
      .select('device_key')
      .where('tenant', '=', value('tenant'))
      .where('device_id', '=', value('device_id')),
);

export function deviceKeys(database: Database, tenant: string): DeviceKeys {
  async function of(device_id: string): Promise<Buffer | undefined> {
    return (await select(database, { tenant, device_id })).rows[0]?.device_key;
  }

  return {
    async register(device_id, key) {
      await insert(database, { tenant, device_id, device_key: Buffer.from(key) });
      return (await of(device_id))?.equals(key) === true;
    },
    of,
  };
}
