import { z } from 'zod';
import { makeCanary } from '../../simulators/kernel/canary.ts';
import { memoryBlobs } from '../../simulators/kernel/journal/blobs.ts';
import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';
import { journal } from '../../simulators/kernel/journal/journal.ts';
import type { JournalData, JournalKind } from '../../simulators/kernel/journal/kinds.ts';
import { seededRandom } from '../../simulators/kernel/random.ts';
import type { Fold, OracleContext } from './invariant.ts';

export const ana = '+447700900001';
export const ben = '+447700900002';
/** A pseudonym of one repeated hex digit: a is ana, b is ben, c their conversation. */
export const pseudonym = (digit: string): string => `hmac-sha256:identifier-1:${digit.repeat(64)}`;
const webhookStatus = z.enum(['sent', 'delivered', 'read', 'failed']);
const startMs = Date.parse('2026-11-22T08:00:00.000Z');

/** A journal written by hand, for the tests of invariants: two phones, ana (Android) and ben (iOS), and a clock to set. */
export interface HandMade {
  readonly entries: JournalEntry[];
  readonly context: OracleContext;
  /** Sets the clock, seconds since the start. */
  at(seconds: number): HandMade;
  /** RFC 3339, seconds since the start. */
  time(seconds: number): string;
  add<K extends JournalKind>(kind: K, data: JournalData[K]): JournalEntry<K>;
  canary(): string;
  /** Types a message on one phone. */
  sent(phone: 'ana' | 'ben', body: string, canary: string): JournalEntry<'ui.sent'>;
  /** One phone shows its conversation with the other. */
  shown(phone: 'ana' | 'ben', ...bubbles: JournalData['ui.shown']['bubbles']): JournalEntry<'ui.shown'>;
  enrolled(phone: 'ana' | 'ben'): void;
  record(phone: 'ana' | 'ben', body: string | null, change?: Partial<JournalData['subject.record']>): JournalEntry;
  /** The platform schedules the webhook of a message from ana to ben, sent at second 0; `change` alters its event. */
  scheduled(webhookId: string, change?: Readonly<Record<string, unknown>>): JournalEntry<'webhook.scheduled'>;
  /** The row of such a webhook, as the subject gives it. */
  row(webhookId: string, change?: Readonly<Record<string, unknown>>): JournalEntry<'subject.event'>;
  wire(text: string | Uint8Array): JournalEntry<'wire.sent'>;
  settled(): void;
  ended(): void;
  /** Feeds everything to a fold. */
  into(fold: Fold): ReturnType<Fold['finish']>;
}

export function handMade(options: Partial<OracleContext> = {}): HandMade {
  let nowMs = startMs;
  const blobs = memoryBlobs();
  const random = seededRandom('hand-made');
  const book = journal(
    { kind: 'virtual', now: () => nowMs, uptimeMs: () => nowMs, after: () => ({ cancel() {} }) },
    blobs,
  );
  const entries: JournalEntry[] = [];
  book.subscribe((entry) => entries.push(entry));
  const number = (phone: 'ana' | 'ben'): string => (phone === 'ana' ? ana : ben);
  const peer = (phone: 'ana' | 'ben'): string => (phone === 'ana' ? ben : ana);
  book.append('world.started', {
    seed: 1,
    clock: 'virtual',
    environment: 'virtual',
    scenario: 'hand-made',
    phones: [
      { name: 'ana', os: 'android', msisdn: ana, carrier: 'north', incarnation: 1 },
      { name: 'ben', os: 'ios', msisdn: ben, carrier: 'south', incarnation: 1 },
    ],
    carriers: ['north', 'south'],
    webhook_retry_ms: [],
  });
  const event = (change: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
    message_id: 'm1',
    sender_hash: pseudonym('a'),
    recipient_hash: pseudonym('b'),
    conversation_hash: pseudonym('c'),
    sent_timestamp: new Date(startMs).toISOString(),
    status: 'sent',
    content_hash: null,
    attachment_refs: [],
    ...change,
  });
  const it: HandMade = {
    entries,
    context: { blob: (name) => blobs.get(name), excuses: () => [], recordsFrom: 'subject', ...options },
    at(seconds) {
      nowMs = startMs + seconds * 1000;
      return it;
    },
    time: (seconds) => new Date(startMs + seconds * 1000).toISOString(),
    add: (kind, data) => book.append(kind, data),
    canary: () => makeCanary(random),
    sent: (phone, body, canary) => book.append('ui.sent', { phone, peer: peer(phone), body, canary }),
    shown: (phone, ...bubbles) => book.append('ui.shown', { phone, peer: peer(phone), encrypted: true, bubbles }),
    enrolled(phone) {
      book.append('archive.enrolled', { device_id: `${phone}-1`, phone, custodian: number(phone), mode: 'escrow' });
    },
    record: (phone, body, change) =>
      book.append('subject.record', {
        record_id: `r${entries.length}`,
        message_id: 'm1',
        logical_message_id: change?.message_id ?? 'm1',
        custodian: number(phone),
        direction: 'out',
        peer: peer(phone),
        version: 1,
        content_hash: 'hmac-sha256:k1:00',
        content_hash_valid: body === null ? null : true,
        body,
        archived_at: new Date(nowMs).toISOString(),
        ...change,
      }),
    scheduled: (webhook_id, change) =>
      book.append('webhook.scheduled', {
        webhook_id,
        message_id: String(change?.['message_id'] ?? 'm1'),
        status: webhookStatus.parse(change?.['status'] ?? 'sent'),
        recipient_hash: pseudonym('b'),
        event: event(change),
      }),
    row: (webhook_id, change) =>
      book.append('subject.event', { webhook_id, received_at: new Date(nowMs).toISOString(), event: event(change) }),
    wire(text) {
      const bytes = typeof text === 'string' ? Buffer.from(text) : text;
      const blob = blobs.put(bytes);
      return book.append('wire.sent', {
        from: 'ana',
        to: 'carrier.north',
        channel: 'signalling',
        summary: 'MESSAGE',
        bytes: bytes.length,
        blob,
      });
    },
    settled: () => void book.append('world.settled', { quiet: true }),
    ended: () => void book.append('world.ended', {}),
    into(fold) {
      for (const entry of entries) fold.entry(entry);
      return fold.finish();
    },
  };
  return it;
}
