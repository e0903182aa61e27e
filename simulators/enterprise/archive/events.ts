import { sql } from 'kysely';
import { timestamp } from '../../kernel/clock.ts';
import { canonical } from '../../kernel/journal/entry.ts';
import type { Database } from '../store/database.ts';
import { preparedQuery } from '../store/prepared-query.ts';
import { inTransaction } from '../store/transaction.ts';
import type { ToldEvent } from '../told-event.ts';
import { isErased, withoutHash } from './erased-hashes.ts';
import type { EventsTable } from './events-table.ts';
import { cutPage, type Page, type PageQuery } from './page.ts';
import { toldColumns } from './told-columns.ts';

/** A webhook as it was stored. */
export interface StoredEvent {
  readonly webhook_id: string;
  readonly received_at: string;
  readonly event: ToldEvent;
}

/** The metadata rows: one a webhook. */
export interface EventStore {
  /** Keeps an event under its webhook-id, without the content hash of a text that is erased; `duplicate` when the same one is there, `conflict` when another one is. */
  store(webhookId: string, event: ToldEvent, nowMs: number): Promise<'stored' | 'duplicate' | 'conflict'>;
  page(query: PageQuery): Promise<Page<StoredEvent>>;
  /** Those of a party, by any of the names that it has in rows. */
  pageOf(query: PageQuery, names: readonly string[]): Promise<Page<StoredEvent>>;
}

const ms = (time: string | undefined): number | null => (time === undefined ? null : Date.parse(time));

function toEvent(row: EventsTable): ToldEvent {
  if (row.told !== null) return JSON.parse(row.told) as ToldEvent; // written by us
  return {
    message_id: row.message_id,
    sender_hash: row.sender_hash,
    recipient_hash: row.recipient_hash,
    conversation_hash: row.conversation_hash,
    sent_timestamp: timestamp(row.sent_at),
    ...(row.delivered_at !== null && { delivered_timestamp: timestamp(row.delivered_at) }),
    ...(row.read_at !== null && { read_timestamp: timestamp(row.read_at) }),
    status: row.status,
    content_hash: row.content_hash,
    attachment_refs: JSON.parse(row.attachment_refs),
  };
}

interface FreshRow extends Omit<EventsTable, 'position'> {
  /** `told` for a message of which a record is erased. */
  readonly told_without: string | null;
}

const insert = preparedQuery<FreshRow, { position: number }>((database, value) =>
  database
    .insertInto('events')
    .values({
      tenant: value('tenant'),
      position: sql<number>`(select coalesce(max(position), 0) + 1 from events where tenant = ${value('tenant')})`,
      webhook_id: value('webhook_id'),
      message_id: value('message_id'),
      sender_hash: value('sender_hash'),
      recipient_hash: value('recipient_hash'),
      conversation_hash: value('conversation_hash'),
      sent_at: value('sent_at'),
      delivered_at: value('delivered_at'),
      read_at: value('read_at'),
      status: value('status'),
      // What comes late does not bring back what is erased.
      content_hash: sql<string | null>`case when ${isErased(value('tenant'), value('message_id'))}
        then null else ${value('content_hash')} end`,
      attachment_refs: value('attachment_refs'),
      received_at: value('received_at'),
      told: sql<string | null>`case when ${isErased(value('tenant'), value('message_id'))}
        then ${value('told_without')} else ${value('told')} end`,
    })
    .onConflict((conflict) => conflict.columns(['tenant', 'webhook_id']).doNothing())
    .returning('position'),
);

const selectById = preparedQuery<Pick<EventsTable, 'tenant' | 'webhook_id'>, EventsTable>((database, value) =>
  database
    .selectFrom('events')
    .selectAll()
    .where('tenant', '=', value('tenant'))
    .where('webhook_id', '=', value('webhook_id')),
);

const selectErased = preparedQuery<Pick<EventsTable, 'tenant' | 'message_id'>, unknown>((database, value) =>
  database.selectNoFrom(sql<number>`1`.as('erased')).where(isErased(value('tenant'), value('message_id'))),
);

const selectAfter = preparedQuery<{ tenant: string; after: number; limit: number }, EventsTable>((database, value) =>
  database
    .selectFrom('events')
    .selectAll()
    .where('tenant', '=', value('tenant'))
    .where('position', '>', value('after'))
    .orderBy('position')
    .limit(value('limit')),
);

/** The metadata rows of one tenant. */
export function eventStore(database: Database, tenant: string): EventStore {
  return {
    async store(webhook_id, given, received_at) {
      const { event, as: told } = toldColumns(given);
      const row = {
        tenant,
        webhook_id,
        message_id: event.message_id,
        sender_hash: event.sender_hash,
        recipient_hash: event.recipient_hash,
        conversation_hash: event.conversation_hash,
        sent_at: Date.parse(event.sent_timestamp),
        delivered_at: ms(event.delivered_timestamp),
        read_at: ms(event.read_timestamp),
        status: event.status,
        content_hash: event.content_hash,
        attachment_refs: JSON.stringify(event.attachment_refs),
        received_at,
        told,
        told_without: told && JSON.stringify(withoutHash(given)),
      };
      const { rows } = await inTransaction(database, tenant, (transaction) => insert(transaction, row));
      if (rows.length === 1) return 'stored';
      const [before] = (await selectById(database, { tenant, webhook_id })).rows;
      if (!before) return 'conflict';
      const kept = toEvent(before);
      if (isSame(kept, given)) return 'duplicate';
      const { rows: erased } = await selectErased(database, row);
      return erased.length > 0 && isSame(kept, withoutHash(given)) ? 'duplicate' : 'conflict';
    },
    async page(query) {
      const { rows } = await selectAfter(database, { tenant, after: query.after, limit: query.limit + 1 });
      return cutPage(rows, query, show);
    },
    async pageOf(query, names) {
      const rows = await database
        .selectFrom('events')
        .selectAll()
        .where('tenant', '=', tenant)
        .where('position', '>', query.after)
        .where((row) => row.or([row('sender_hash', 'in', names), row('recipient_hash', 'in', names)]))
        .orderBy('position')
        .limit(query.limit + 1)
        .execute();
      return cutPage(rows, query, show);
    },
  };
}

const show = (row: EventsTable): StoredEvent => ({
  webhook_id: row.webhook_id,
  received_at: timestamp(row.received_at),
  event: toEvent(row),
});

const isSame = (a: ToldEvent, b: ToldEvent): boolean => canonical(a) === canonical(b);
