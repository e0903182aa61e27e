import type { z } from 'zod';
import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';
import { messageEvent } from '../subject/contract/message-event.ts';

/** A metadata row that keeps to the contract. */
export interface MetadataRow {
  readonly seq: number;
  readonly webhookId: string;
  readonly receivedAt: string;
  readonly event: z.infer<typeof messageEvent>;
}

/** Reads a row as the subject gave it; nothing when it breaks the contract, which is `metadata-schema`'s to say. */
export function metadataRow({ seq, data }: JournalEntry<'subject.event'>): MetadataRow | undefined {
  const parsed = messageEvent.safeParse(data.event);
  if (!parsed.success) return undefined;
  return { seq, webhookId: data.webhook_id, receivedAt: data.received_at, event: parsed.data };
}

/** What of an event breaks the contract: fields and rules, no values. Empty when nothing does. */
export function contractBreaches(event: unknown): readonly string[] {
  const parsed = messageEvent.safeParse(event);
  if (parsed.success) return [];
  return parsed.error.issues.map((issue) => {
    const field = issue.path.join('/');
    return issue.code === 'unrecognized_keys'
      ? `the contract has no field ${issue.keys.join(', ')}`
      : `field ${field}: ${issue.code}`;
  });
}
