import type { Migration } from '../migrations.ts';

/**
 * Tenants, devices, records and metadata rows. What a record says is apart from that it is: `records` are never changed
 * nor removed, and `record_contents` hold what erasure must be able to destroy and what moves to cold storage. Until a
 * later step opens a way for that, contents stay as well, but for a copy that goes out of the row for good.
 */
export const base: Migration = {
  name: '0001-base',
  statements: ({ integer, bytes, strict, refuse }) => [
    `CREATE TABLE tenants (
       tenant TEXT PRIMARY KEY,
       created_at ${integer} NOT NULL
     ) ${strict}`,

    `CREATE TABLE devices (
       tenant TEXT NOT NULL,
       device_id TEXT NOT NULL,
       installation_id TEXT NOT NULL,
       custodian TEXT NOT NULL,
       mode TEXT NOT NULL CHECK (mode IN ('metadata-only', 'endpoint-archive', 'escrow')),
       endpoint_key ${bytes},
       token_digest ${bytes} NOT NULL,
       enrolled_at ${integer} NOT NULL,
       PRIMARY KEY (tenant, device_id),
       UNIQUE (tenant, installation_id),
       UNIQUE (tenant, token_digest)
     ) ${strict}`,

    `CREATE TABLE records (
       tenant TEXT NOT NULL,
       position ${integer} NOT NULL,
       record_id TEXT NOT NULL,
       message_id TEXT NOT NULL,
       logical_message_id TEXT NOT NULL,
       custodian TEXT NOT NULL,
       peer TEXT NOT NULL,
       direction TEXT NOT NULL CHECK (direction IN ('out', 'in')),
       version ${integer} NOT NULL,
       change TEXT NOT NULL CHECK (change IN ('created', 'edited', 'deleted')),
       device_at ${integer} NOT NULL,
       device_id TEXT NOT NULL,
       archived_at ${integer} NOT NULL,
       PRIMARY KEY (tenant, position),
       UNIQUE (tenant, record_id),
       UNIQUE (tenant, logical_message_id, custodian, version),
       FOREIGN KEY (tenant, device_id) REFERENCES devices (tenant, device_id)
     ) ${strict}`,
    ...refuse('records_are_written_once', 'UPDATE', 'records', 'a record is written once'),
    ...refuse('records_are_kept', 'DELETE', 'records', 'a record is kept'),

    `CREATE TABLE record_contents (
       tenant TEXT NOT NULL,
       record_id TEXT NOT NULL,
       content_hash TEXT,
       sealed_to TEXT CHECK (sealed_to IN ('escrow', 'endpoint')),
       sealed_kid TEXT,
       enc ${bytes},
       ciphertext ${bytes},
       nonce ${bytes},
       manifest TEXT,
       PRIMARY KEY (tenant, record_id),
       FOREIGN KEY (tenant, record_id) REFERENCES records (tenant, record_id)
     ) ${strict}`,
    ...refuse(
      'record_contents_are_written_once',
      'UPDATE',
      'record_contents',
      "a record's content is written once",
      `old.tenant = new.tenant AND old.record_id = new.record_id AND new.ciphertext IS NULL
       AND coalesce(old.content_hash, '') = coalesce(new.content_hash, '')
       AND coalesce(old.sealed_to, '') = coalesce(new.sealed_to, '')
       AND coalesce(old.sealed_kid, '') = coalesce(new.sealed_kid, '')
       AND coalesce(old.enc = new.enc, old.enc IS NULL AND new.enc IS NULL)
       AND coalesce(old.nonce = new.nonce, old.nonce IS NULL AND new.nonce IS NULL)
       AND coalesce(old.manifest, '') = coalesce(new.manifest, '')`,
    ),
    ...refuse('record_contents_are_kept', 'DELETE', 'record_contents', "a record's content is kept"),

    `CREATE TABLE events (
       tenant TEXT NOT NULL,
       position ${integer} NOT NULL,
       webhook_id TEXT NOT NULL,
       message_id TEXT NOT NULL,
       sender_hash TEXT NOT NULL,
       recipient_hash TEXT NOT NULL,
       conversation_hash TEXT NOT NULL,
       sent_at ${integer} NOT NULL,
       delivered_at ${integer},
       read_at ${integer},
       status TEXT NOT NULL,
       content_hash TEXT,
       attachment_refs TEXT NOT NULL,
       received_at ${integer} NOT NULL,
       PRIMARY KEY (tenant, position),
       UNIQUE (tenant, webhook_id)
     ) ${strict}`,
    ...refuse('events_are_written_once', 'UPDATE', 'events', 'a metadata row is written once'),
    ...refuse('events_are_kept', 'DELETE', 'events', 'a metadata row is kept'),
  ],
};
