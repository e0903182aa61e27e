import type { Migration } from '../migrations.ts';

/** Keys of devices, and the chains that they sign. */
export const manifests: Migration = {
  name: '0004-manifests',
  statements: ({ integer, bytes, strict, refuse }) => [
    `CREATE TABLE device_keys (
       tenant TEXT NOT NULL,
       device_id TEXT NOT NULL,
       device_key ${bytes} NOT NULL,
       PRIMARY KEY (tenant, device_id),
       FOREIGN KEY (tenant, device_id) REFERENCES devices (tenant, device_id)
     ) ${strict}`,
    ...refuse('device_keys_are_written_once', 'UPDATE', 'device_keys', 'the key of a device is registered once'),
    ...refuse('device_keys_are_kept', 'DELETE', 'device_keys', 'the key of a device is kept'),

    `CREATE TABLE manifests (
       tenant TEXT NOT NULL,
       device_id TEXT NOT NULL,
       sequence ${integer} NOT NULL,
       sha256 TEXT NOT NULL,
       record_id TEXT NOT NULL,
       PRIMARY KEY (tenant, device_id, sequence),
       UNIQUE (tenant, record_id),
       FOREIGN KEY (tenant, record_id) REFERENCES records (tenant, record_id)
     ) ${strict}`,
    ...refuse('manifests_are_written_once', 'UPDATE', 'manifests', 'a link of a chain is written once'),
    ...refuse('manifests_are_kept', 'DELETE', 'manifests', 'a link of a chain is kept'),
  ],
};
