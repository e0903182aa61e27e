import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../store/database.ts';
import type { ToldEvent } from '../told-event.ts';

/** Whether a record of a message is erased: of its text no metadata row says anything from then on. */
export const isErased = (tenant: string, messageId: string): RawBuilder<boolean> =>
  sql<boolean>`exists (select 1 from records inner join tombstones
    on tombstones.tenant = records.tenant and tombstones.record_id = records.record_id
    where records.tenant = ${tenant} and records.message_id = ${messageId})`;

/** An event as it is kept of a message whose text is erased. */
export const withoutHash = (event: ToldEvent): ToldEvent =>
  'content_hash' in event ? { ...event, content_hash: null } : event;

/**
 * Takes the content hash out of the metadata rows of a record's message, in the transaction that erases the record: under a
 * key that the archive has, the hash of a short text is as good as the text. All else that the rows say stays.
 */
export async function forgetHashes(transaction: Database, tenant: string, recordId: string): Promise<void> {
  const told = sql<string>`replace(told, '"content_hash":"' || content_hash || '"', '"content_hash":null')`;
  await transaction
    .updateTable('events')
    .set({ content_hash: null, told })
    .where('tenant', '=', tenant)
    .where('message_id', '=', (of) =>
      of
        .selectFrom('records')
        .select('records.message_id')
        .where('records.tenant', '=', tenant)
        .where('records.record_id', '=', recordId),
    )
    .where('content_hash', 'is not', null)
    .execute();
}
