import type { Database } from 'better-sqlite3';

/**
 * Every change that the schema went through, oldest first. A released step is never edited; a new one is added. Times
 * are whole milliseconds since the epoch.
 */
const migrations: readonly string[] = [
  `
  CREATE TABLE devices (
    device_id TEXT PRIMARY KEY,
    installation_id TEXT NOT NULL UNIQUE,
    custodian TEXT NOT NULL,
    mode TEXT NOT NULL CHECK (mode IN ('metadata-only', 'endpoint-archive', 'escrow')),
    endpoint_key BLOB,
    token_digest BLOB NOT NULL UNIQUE,
    enrolled_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE records (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    record_id TEXT NOT NULL UNIQUE,
    message_id TEXT NOT NULL,
    logical_message_id TEXT NOT NULL,
    custodian TEXT NOT NULL,
    peer TEXT NOT NULL,
    direction TEXT NOT NULL CHECK (direction IN ('out', 'in')),
    version INTEGER NOT NULL,
    device_at INTEGER NOT NULL,
    content_hash TEXT,
    sealed_to TEXT CHECK (sealed_to IN ('escrow', 'endpoint')),
    sealed_kid TEXT,
    enc BLOB,
    ciphertext BLOB,
    device_id TEXT NOT NULL REFERENCES devices,
    archived_at INTEGER NOT NULL,
    UNIQUE (logical_message_id, custodian, version)
  ) STRICT;

  CREATE TRIGGER records_are_written_once BEFORE UPDATE ON records
    BEGIN SELECT RAISE(ABORT, 'a record is written once'); END;
  CREATE TRIGGER records_are_kept BEFORE DELETE ON records
    BEGIN SELECT RAISE(ABORT, 'a record is kept'); END;

  CREATE TABLE events (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    webhook_id TEXT NOT NULL UNIQUE,
    message_id TEXT NOT NULL,
    sender_hash TEXT NOT NULL,
    recipient_hash TEXT NOT NULL,
    conversation_hash TEXT NOT NULL,
    sent_at INTEGER NOT NULL,
    delivered_at INTEGER,
    read_at INTEGER,
    status TEXT NOT NULL,
    content_hash TEXT,
    attachment_refs TEXT NOT NULL,
    received_at INTEGER NOT NULL
  ) STRICT;
  `,
];

/** Brings a database to the newest schema, each step in a transaction. @throws Error for one from a newer version of us */
export function migrate(database: Database): void {
  const version = Number(database.pragma('user_version', { simple: true }));
  if (version > migrations.length) {
    throw new Error(
      `the archive has schema ${version}, this version knows ${migrations.length}: open it with the version that wrote it`,
    );
  }
  for (const [index, sql] of migrations.entries()) {
    if (index < version) continue;
    database.transaction(() => {
      database.exec(sql);
      database.pragma(`user_version = ${index + 1}`);
    })();
  }
}
