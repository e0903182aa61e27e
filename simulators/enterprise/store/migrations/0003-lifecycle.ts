import type { Migration } from '../migrations.ts';

/** The row of a record, from its contents' trigger. */
const record = 'SELECT 1 FROM records r WHERE r.tenant = old.tenant AND r.record_id = old.record_id';
/** A standing hold, `h`, covers the record `r`: as lifecycle/hold.ts has it. */
const covered = `${record} AND EXISTS (
  SELECT 1 FROM holds h WHERE h.tenant = r.tenant AND h.released_at IS NULL
    AND (h.everybody = 1 OR EXISTS (SELECT 1 FROM hold_custodians c
      WHERE c.tenant = h.tenant AND c.hold_id = h.hold_id AND c.custodian = r.custodian))
    AND ((r.archived_at >= coalesce(h.from_at, r.archived_at) AND r.archived_at <= coalesce(h.to_at, r.archived_at))
      OR (r.device_at >= coalesce(h.from_at, r.device_at) AND r.device_at <= coalesce(h.to_at, r.device_at))))`;
const buried = (table: string): string =>
  `EXISTS (SELECT 1 FROM tombstones t WHERE t.tenant = old.tenant AND t.record_id = ${table}.record_id)`;
const mayGo = `${buried('old')} AND NOT EXISTS (${covered})`;

/**
 * Policies, legal holds, tombstones and cold storage. From here on contents can go, in one way: their tombstone is there and
 * no hold covers them. And a ciphertext can leave its row only once its cold copy is there.
 */
export const lifecycle: Migration = {
  name: '0003-lifecycle',
  statements: ({ integer, bytes, strict, refuse, dropTrigger }) => [
    `CREATE TABLE policies (
       tenant TEXT NOT NULL,
       number ${integer} NOT NULL,
       set_at ${integer} NOT NULL,
       profiles TEXT NOT NULL,
       own TEXT,
       PRIMARY KEY (tenant, number)
     ) ${strict}`,
    ...refuse('policies_are_written_once', 'UPDATE', 'policies', 'a policy that was in force is kept'),
    ...refuse('policies_are_kept', 'DELETE', 'policies', 'a policy that was in force is kept'),

    `CREATE TABLE holds (
       tenant TEXT NOT NULL,
       hold_id TEXT NOT NULL,
       matter TEXT NOT NULL,
       everybody ${integer} NOT NULL,
       from_at ${integer},
       to_at ${integer},
       placed_at ${integer} NOT NULL,
       released_at ${integer},
       PRIMARY KEY (tenant, hold_id)
     ) ${strict}`,
    ...refuse(
      'holds_are_released_once',
      'UPDATE',
      'holds',
      'a hold is only ever released',
      `old.released_at IS NULL AND new.released_at IS NOT NULL AND old.tenant = new.tenant AND old.hold_id = new.hold_id
       AND old.matter = new.matter AND old.everybody = new.everybody AND old.placed_at = new.placed_at
       AND coalesce(old.from_at, -1) = coalesce(new.from_at, -1) AND coalesce(old.to_at, -1) = coalesce(new.to_at, -1)`,
    ),
    ...refuse('holds_are_kept', 'DELETE', 'holds', 'a hold is kept, also after its release'),
    `CREATE TABLE hold_custodians (
       tenant TEXT NOT NULL,
       hold_id TEXT NOT NULL,
       custodian TEXT NOT NULL,
       PRIMARY KEY (tenant, hold_id, custodian),
       FOREIGN KEY (tenant, hold_id) REFERENCES holds (tenant, hold_id)
     ) ${strict}`,
    ...refuse('hold_custodians_are_written_once', 'UPDATE', 'hold_custodians', 'what a hold covers is kept'),
    ...refuse('hold_custodians_are_kept', 'DELETE', 'hold_custodians', 'what a hold covers is kept'),

    `CREATE TABLE tombstones (
       tenant TEXT NOT NULL,
       record_id TEXT NOT NULL,
       reason TEXT NOT NULL,
       erased_at ${integer} NOT NULL,
       kid TEXT NOT NULL,
       signature ${bytes} NOT NULL,
       log_leaf ${integer},
       log_nonce ${bytes},
       PRIMARY KEY (tenant, record_id),
       FOREIGN KEY (tenant, record_id) REFERENCES records (tenant, record_id)
     ) ${strict}`,
    ...refuse('tombstones_are_written_once', 'UPDATE', 'tombstones', 'a tombstone is kept'),
    ...refuse('tombstones_are_kept', 'DELETE', 'tombstones', 'a tombstone is kept'),

    `CREATE TABLE cold_contents (
       tenant TEXT NOT NULL,
       record_id TEXT NOT NULL,
       compressed ${bytes} NOT NULL,
       sha256 ${bytes} NOT NULL,
       size ${integer} NOT NULL,
       moved_at ${integer} NOT NULL,
       PRIMARY KEY (tenant, record_id),
       FOREIGN KEY (tenant, record_id) REFERENCES records (tenant, record_id)
     ) ${strict}`,
    ...refuse('cold_contents_are_written_once', 'UPDATE', 'cold_contents', "a record's content is written once"),
    ...refuse('cold_contents_are_kept', 'DELETE', 'cold_contents', "a record's content is kept", mayGo),

    dropTrigger('record_contents_are_written_once', 'record_contents'),
    ...refuse(
      'record_contents_only_move',
      'UPDATE',
      'record_contents',
      "a record's content is written once",
      `old.tenant = new.tenant AND old.record_id = new.record_id AND new.ciphertext IS NULL
       AND EXISTS (SELECT 1 FROM cold_contents c WHERE c.tenant = old.tenant AND c.record_id = old.record_id)
       AND coalesce(old.content_hash, '') = coalesce(new.content_hash, '')
       AND coalesce(old.sealed_to, '') = coalesce(new.sealed_to, '')
       AND coalesce(old.sealed_kid, '') = coalesce(new.sealed_kid, '')
       AND coalesce(old.enc = new.enc, old.enc IS NULL AND new.enc IS NULL)
       AND coalesce(old.nonce = new.nonce, old.nonce IS NULL AND new.nonce IS NULL)
       AND coalesce(old.manifest, '') = coalesce(new.manifest, '')`,
    ),
    dropTrigger('record_contents_are_kept', 'record_contents'),
    ...refuse('record_contents_go_by_tombstone', 'DELETE', 'record_contents', "a record's content is kept", mayGo),
  ],
};
