import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';
import { messageEvent } from '../subject/contract/message-event.ts';
import {
  articleRow,
  type RbmRow,
  rbmRow,
  rowSchemas,
  type WebhookProfile,
} from '../subject/contract/webhook-profiles.ts';

/** What a row says, whatever its profile calls it. What its profile does not tell is not there. */
export interface RowEvent {
  readonly message_id: string;
  /** Names of parties that can be compared with one another within a run. */
  readonly sender_hash: string;
  readonly recipient_hash: string;
  readonly conversation_hash?: string | undefined;
  readonly sent_timestamp?: string | undefined;
  readonly delivered_timestamp?: string | undefined;
  readonly read_timestamp?: string | undefined;
  readonly status: 'sent' | 'delivered' | 'read' | 'failed';
  readonly content_hash: string | null;
}

/** A metadata row that keeps to the contract. */
export interface MetadataRow {
  readonly seq: number;
  readonly webhookId: string;
  readonly receivedAt: string;
  readonly event: RowEvent;
  /** How far its times are cut off, ms. */
  readonly cutMs: number;
}

/** Reads a row as the subject gave it; nothing when it breaks the contract, which is `metadata-schema`'s to say. */
export function metadataRow({ seq, data }: JournalEntry<'subject.event'>): MetadataRow | undefined {
  const about = { seq, webhookId: data.webhook_id, receivedAt: data.received_at };
  const parsed = messageEvent.safeParse(data.event);
  if (parsed.success) return { ...about, event: parsed.data, cutMs: 0 };
  const article = articleRow.safeParse(data.event);
  if (article.success) {
    const { timestamp, status, ...rest } = article.data;
    return { ...about, event: { ...rest, status, ...timeOf(status, timestamp) }, cutMs: 1000 };
  }
  const pushed = rbmRow.safeParse(data.event);
  return pushed.success ? { ...about, event: pushedEvent(pushed.data), cutMs: 0 } : undefined;
}

/** One time, that of the status; failure is told with the time of sending. */
function timeOf(status: RowEvent['status'], at: string): Partial<RowEvent> {
  if (status === 'delivered') return { delivered_timestamp: at };
  return status === 'read' ? { read_timestamp: at } : { sent_timestamp: at };
}

const pushedStatus = { DELIVERED: 'delivered', READ: 'read', TTL_EXPIRATION_REVOKED: 'failed' } as const;

/** A push names one party by pseudonym and the other as an agent, which is the beginning of its pseudonym. */
function pushedEvent(row: RbmRow): RowEvent {
  const status: RowEvent['status'] = 'eventType' in row ? pushedStatus[row.eventType] : 'sent';
  const user = party('phoneNumber' in row ? row.phoneNumber : row.senderPhoneNumber);
  const agent = party(row.agentId);
  const [sender_hash, recipient_hash] = status === 'sent' ? [user, agent] : [agent, user];
  const about = { message_id: row.messageId, sender_hash, recipient_hash, status, content_hash: null };
  return { ...about, ...timeOf(status, row.sendTime) };
}

const party = (name: string): string => /[0-9a-f]{32}/.exec(name.slice(name.lastIndexOf(':') + 1))?.[0] ?? name;

/** What one webhook's row is recognised by, whatever a subject calls it: its message, recipient and status. */
export function rowKey(event: Readonly<Record<string, unknown>>): string {
  const { message_id, recipient_hash, status } = event;
  if (message_id !== undefined) return JSON.stringify([message_id, recipient_hash, status]);
  const { messageId, agentId, senderPhoneNumber, phoneNumber, eventType } = event;
  return JSON.stringify([messageId, agentId, senderPhoneNumber ?? phoneNumber, eventType ?? 'SENT']);
}

/** What of an event breaks the contract: fields and rules, no values. Empty when nothing does. */
export function contractBreaches(event: unknown, profile: WebhookProfile = 'standard'): readonly string[] {
  const parsed = rowSchemas[profile].safeParse(event);
  if (parsed.success) return [];
  return parsed.error.issues.map((issue) => {
    const field = issue.path.join('/');
    return issue.code === 'unrecognized_keys'
      ? `the contract has no field ${issue.keys.join(', ')}`
      : `field ${field}: ${issue.code}`;
  });
}
