import type { Migration } from '../migrations.ts';

/** The row's JSON with null for the hash that the row has. Written with JSON.stringify, so the text is this one. */
const toldWithout = `replace(old.told, '"content_hash":"' || old.content_hash || '"', '"content_hash":null')`;
const same = (...columns: string[]): string => columns.map((column) => `old.${column} = new.${column}`).join(' AND ');
const sameOrNull = (...columns: string[]): string =>
  columns.map((column) => `coalesce(old.${column}, -1) = coalesce(new.${column}, -1)`).join(' AND ');
const erased = (row: string): string => `EXISTS (SELECT 1 FROM records r JOIN tombstones t
  ON t.tenant = r.tenant AND t.record_id = r.record_id WHERE r.tenant = ${row}.tenant AND r.message_id = ${row}.message_id)`;

/**
 * The keyed hash of an erased text goes with it, also from metadata rows: the one change that is let through to them, once a
 * tombstone of their message is there. What was erased before this step loses it now.
 */
export const erasedHashes: Migration = {
  name: '0011-erased-hashes',
  statements: ({ refuse, dropTrigger }) => [
    'CREATE INDEX records_of_message ON records (tenant, message_id)',
    'CREATE INDEX events_of_message ON events (tenant, message_id)',
    dropTrigger('events_are_written_once', 'events'),
    ...refuse(
      'events_only_lose_erased_hashes',
      'UPDATE',
      'events',
      'a metadata row is written once',
      `old.content_hash IS NOT NULL AND new.content_hash IS NULL
       AND ${same('tenant', 'position', 'webhook_id', 'message_id', 'sender_hash', 'recipient_hash', 'conversation_hash')}
       AND ${same('sent_at', 'status', 'attachment_refs', 'received_at')} AND ${sameOrNull('delivered_at', 'read_at')}
       AND (old.told IS NULL) = (new.told IS NULL) AND coalesce(new.told, '') = coalesce(${toldWithout}, '')
       AND ${erased('old')}`,
    ),
    `UPDATE events SET content_hash = NULL, told = ${toldWithout.replaceAll('old.', '')}
     WHERE content_hash IS NOT NULL AND ${erased('events')}`,
  ],
};
