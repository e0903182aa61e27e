import type { Database } from 'better-sqlite3';
import { timestamp } from '../../kernel/clock.ts';
import type { MessageEvent } from '../message-event.ts';
import { cutPage, type Page, type PageQuery } from './page.ts';

/** A webhook as it was stored. */
export interface StoredEvent {
  readonly webhook_id: string;
  readonly received_at: string;
  readonly event: MessageEvent;
}

interface Row {
  readonly position: number;
  readonly webhook_id: string;
  readonly message_id: string;
  readonly sender_hash: string;
  readonly recipient_hash: string;
  readonly conversation_hash: string;
  readonly sent_at: number;
  readonly delivered_at: number | null;
  readonly read_at: number | null;
  readonly status: MessageEvent['status'];
  readonly content_hash: string | null;
  readonly attachment_refs: string;
  readonly received_at: number;
}

/** The metadata rows: one a webhook. */
export interface EventStore {
  /** Keeps an event under its webhook-id; `duplicate` when the same one is there, `conflict` when another one is. */
  store(webhookId: string, event: MessageEvent, nowMs: number): 'stored' | 'duplicate' | 'conflict';
  page(query: PageQuery): Page<StoredEvent>;
}

const ms = (time: string | undefined): number | null => (time === undefined ? null : Date.parse(time));

function toEvent(row: Row): MessageEvent {
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

export function eventStore(database: Database): EventStore {
  const insert = database.prepare<[Omit<Row, 'position'>]>(`
    INSERT INTO events (webhook_id, message_id, sender_hash, recipient_hash, conversation_hash, sent_at, delivered_at,
      read_at, status, content_hash, attachment_refs, received_at)
    VALUES (@webhook_id, @message_id, @sender_hash, @recipient_hash, @conversation_hash, @sent_at, @delivered_at,
      @read_at, @status, @content_hash, @attachment_refs, @received_at)
    ON CONFLICT (webhook_id) DO NOTHING`);
  const byId = database.prepare<[string], Row>('SELECT * FROM events WHERE webhook_id = ?');
  const after = database.prepare<[number, number], Row>(
    'SELECT * FROM events WHERE position > ? ORDER BY position LIMIT ?',
  );

  return {
    store(webhook_id, event, received_at) {
      const { changes } = insert.run({
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
      });
      if (changes === 1) return 'stored';
      const row = byId.get(webhook_id);
      return row && isSame(toEvent(row), event) ? 'duplicate' : 'conflict';
    },
    page: (query) =>
      cutPage(after.all(query.after, query.limit + 1), query, (row) => ({
        webhook_id: row.webhook_id,
        received_at: timestamp(row.received_at),
        event: toEvent(row),
      })),
  };
}

const isSame = (a: MessageEvent, b: MessageEvent): boolean =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].every((name) => {
    const field = name as keyof MessageEvent;
    return JSON.stringify(a[field]) === JSON.stringify(b[field]);
  });
