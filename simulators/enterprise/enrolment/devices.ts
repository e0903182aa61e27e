import type { Database } from 'better-sqlite3';
import { sha256 } from '../../crypto/sha256.ts';
import type { EnrolmentMode } from './schema.ts';

/** An enrolled device. */
export interface Device {
  readonly device_id: string;
  readonly installation_id: string;
  /** E.164. */
  readonly custodian: string;
  readonly mode: EnrolmentMode;
}

/** The devices a tenant has enrolled. Tokens are kept as digests. */
export interface DeviceStore {
  /** Adds a device, or changes the mode of one that is enrolled again. */
  put(device: Device, token: string, endpointKey: Uint8Array | null, nowMs: number): void;
  byInstallation(installationId: string): Device | undefined;
  byToken(token: string): Device | undefined;
}

const digest = (token: string): Buffer => Buffer.from(sha256(Buffer.from(token)));

export function deviceStore(database: Database): DeviceStore {
  const columns = 'device_id, installation_id, custodian, mode';
  const upsert = database.prepare(`
    INSERT INTO devices (${columns}, endpoint_key, token_digest, enrolled_at)
    VALUES (@device_id, @installation_id, @custodian, @mode, @endpoint_key, @token_digest, @enrolled_at)
    ON CONFLICT (device_id) DO UPDATE SET
      mode = excluded.mode, endpoint_key = excluded.endpoint_key, token_digest = excluded.token_digest`);
  const byInstallation = database.prepare<[string], Device>(`SELECT ${columns} FROM devices WHERE installation_id = ?`);
  const byDigest = database.prepare<[Buffer], Device>(`SELECT ${columns} FROM devices WHERE token_digest = ?`);
  return {
    put(device, token, endpoint_key, enrolled_at) {
      upsert.run({ ...device, endpoint_key, token_digest: digest(token), enrolled_at });
    },
    byInstallation: (installationId) => byInstallation.get(installationId),
    byToken: (token) => byDigest.get(digest(token)),
  };
}
