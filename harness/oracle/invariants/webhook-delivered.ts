import type { JournalEntry } from '../../../simulators/kernel/journal/entry.ts';
import { answer, counted } from '../answer.ts';
import { isAnswer } from '../asked.ts';
import { excusedTime } from '../excused-time.ts';
import type { Fold, Invariant, OracleContext, Verdict, Violation } from '../invariant.ts';
import { rowKey } from '../metadata-row.ts';
import { recent } from '../recent.ts';

/** How long a delivery may take, ms: from when it was scheduled, or from the first attempt that is due after the healing. */
const deliverWithinMs = 30_000;
/** Webhooks that were acknowledged and whose rows have not been seen yet; rows are asked for now and then. */
const rememberedWebhooks = 60_000;
const id = 'webhook-delivered';
/** Webhooks concern no phone in particular. */
const nobody = '';

interface Underway {
  readonly webhookId: string;
  /** What its row is recognised by, whatever the subject calls it. */
  readonly row: string;
  readonly messageId: string;
  readonly seq: number;
  readonly sinceMs: number;
  /** Moves when an attempt fails for an excused reason. */
  dueMs: number;
  /** Attempts that failed, as entries. */
  readonly failed: number[];
}

/** What a carrier reported and nobody scheduled yet. */
interface Reported {
  readonly messageId: string;
  readonly seq: number;
  readonly atMs: number;
}

/**
 * Every webhook that the platform schedules is acknowledged in time and has its row; an attempt that a fault made fail is
 * made up for at the next one of the schedule, and 30 s are allowed for it. What a carrier reported is scheduled at all: in a
 * group for every recipient.
 */
export const webhookDelivered: Invariant = {
  id,
  title: 'Every webhook arrives by the first scheduled attempt after healing plus 30 s, and is kept',
  source: 'Standard Webhooks 1.0.0: retries until a 2xx; FINRA 4511: what was acknowledged must be there',
  observes: ['webhook.scheduled', 'webhook.attempt', 'subject.event'],
  observableIn: ['virtual', 'simulated-phones', 'real-android', 'real-iphone'],
  open: fold,
};

function fold(context: OracleContext): Fold {
  const excused = excusedTime(id, context);
  const open = new Map<string, Underway>();
  const givenUp = new Map<string, Underway>();
  const acknowledged = recent<Underway & { readonly ackSeq: number }>(rememberedWebhooks);
  /** What carriers reported of messages that people typed: status by message, until it is scheduled for every recipient. */
  const reported = new Map<string, Reported>();
  /** The recipients that a status of a message was reported of, and those for whom it was scheduled, as the platform calls them. */
  const reportedOf = recent<Set<string>>(rememberedWebhooks);
  const scheduled = recent<Set<string>>(rememberedWebhooks);
  const typed = recent<true>(rememberedWebhooks);
  const rows = recent<true>(rememberedWebhooks);
  const violations: Violation[] = [];
  const errors: string[] = [];
  /** How many attempts the schedule has after the first. */
  let schedule = 0;
  /** Whether webhooks go through one queue, and until when what failed there holds up the rest, ms. */
  let queued = false;
  let queueDueMs = 0;
  let judged = 0;
  let excusedLosses = 0;
  let asked = false;
  let settled = false;
  let lastMs = 0;

  const late = ({ messageId, seq, failed }: Underway, what: string, more: readonly number[] = []): Violation => ({
    what,
    message_id: messageId,
    canary: null,
    entries: [seq, ...failed.slice(-3), ...more],
  });

  function report(messageId: string, status: string, recipient: string, { seq, at }: JournalEntry): void {
    if (!typed.has(messageId)) return;
    const key = `${messageId} ${status}`;
    const recipients = reportedOf.get(key) ?? new Set();
    if (recipients.has(recipient)) return;
    reportedOf.set(key, recipients.add(recipient));
    if (recipients.size <= (scheduled.get(key)?.size ?? 0) || reported.has(key)) return;
    reported.set(key, { messageId, seq, atMs: Date.parse(at) });
  }

  /**
   * A copy that reached the next installation failed there, after the message was delivered: that is not undone. Every
   * recipient has come to something else.
   */
  function takenBack(key: string, messageId: string): boolean {
    const count = (status: string): number => scheduled.get(`${messageId} ${status}`)?.size ?? 0;
    const recipients = Math.max(1, reportedOf.get(`${messageId} sent`)?.size ?? 0);
    return key === `${messageId} failed` && Math.max(count('delivered'), count('read')) + count('failed') >= recipients;
  }

  function attempted({ seq, at, data }: JournalEntry<'webhook.attempt'>): void {
    const one = open.get(data.webhook_id);
    if (!one) return;
    const nowMs = Date.parse(at);
    if (data.http_status !== null && data.http_status >= 200 && data.http_status < 300) {
      open.delete(one.webhookId);
      judged++;
      if (nowMs > due(one))
        violations.push(late(one, `${one.webhookId} arrived ${seconds(nowMs - one.sinceMs)}`, [seq]));
      else if (!rows.has(one.row)) acknowledged.set(one.row, { ...one, ackSeq: seq });
      return;
    }
    one.failed.push(seq);
    if (data.next_ms !== null && excused.due(nobody, nowMs, nowMs) > nowMs) {
      one.dueMs = Math.max(one.dueMs, nowMs + data.next_ms + deliverWithinMs);
      if (queued) holdUp(one.dueMs);
    }
  }

  /** One queue for all: what stands behind the one that failed comes after it. */
  function holdUp(untilMs: number): void {
    queueDueMs = Math.max(queueDueMs, untilMs);
    for (const one of open.values()) one.dueMs = Math.max(one.dueMs, untilMs);
  }

  const due = (one: Underway): number => excused.due(nobody, one.sinceMs, one.dueMs);

  function abandoned({ seq, at, data }: JournalEntry<'webhook.abandoned'>): void {
    const one = open.get(data.webhook_id);
    if (!one) return;
    open.delete(one.webhookId);
    const nowMs = Date.parse(at);
    if (data.attempts <= schedule && excused.due(nobody, nowMs, nowMs) > nowMs) {
      givenUp.set(one.webhookId, one); // because of a fault, with attempts left: somebody has to ask for it again
      return;
    }
    // No attempt of its schedule came after the healing: nothing was due.
    if (data.attempts > schedule && excused.due(nobody, nowMs, nowMs) > nowMs) excusedLosses++;
    else violations.push(late(one, `${one.webhookId} was abandoned: ${data.reason}`, [seq]));
    judged++;
  }

  /** What was given up because of a fault is to arrive again, in time. */
  function replayed({ at, data }: JournalEntry<'webhook.replayed'>): void {
    const one = givenUp.get(data.webhook_id);
    if (!one) return;
    givenUp.delete(data.webhook_id);
    const sinceMs = Date.parse(at);
    open.set(one.webhookId, { ...one, sinceMs, dueMs: Math.max(sinceMs + deliverWithinMs, queueDueMs) });
  }

  function finish(): Verdict {
    const missing: Violation[] = [];
    let early = 0;
    for (const one of open.values()) {
      if (lastMs > due(one)) missing.push(late(one, `${one.webhookId} was never acknowledged`));
      else early++;
    }
    for (const one of givenUp.values())
      missing.push(late(one, `${one.webhookId} was given up because of a fault, and nobody asked for it again`));
    for (const [key, { messageId, seq, atMs }] of reported) {
      if (takenBack(key, messageId)) continue;
      if (lastMs <= excused.due(nobody, atMs, atMs + deliverWithinMs)) early++;
      else {
        const what = `${key}: a carrier reported it and no webhook was scheduled`;
        missing.push({ what, message_id: messageId, canary: null, entries: [seq] });
      }
    }
    const kept = acknowledged.values();
    if (asked && errors.length === 0) {
      for (const one of kept) missing.push(late(one, `${one.webhookId} was acknowledged and has no row`, [one.ackSeq]));
    }
    const unknown = [
      early > 0 && `${counted(early, 'webhook')} not yet due when the journal ended`,
      errors.length > 0 && `the subject could not give its metadata rows: ${errors[0]}`,
      !asked && judged > 0 && 'the subject was not asked for its metadata rows after the run settled',
    ].filter((reason) => reason !== false);
    return answer({
      judged: judged + missing.length,
      violations: [...violations, ...missing],
      unknown: unknown.join('; '),
      nothing: 'no webhook was scheduled',
      note:
        excusedLosses > 0
          ? `${counted(excusedLosses, 'webhook')} given up while a fault lasted: no attempt was due after the healing`
          : undefined,
    });
  }

  return {
    entry(entry) {
      lastMs = Date.parse(entry.at);
      excused.entry(entry);
      if (entry.kind === 'world.started') {
        schedule = entry.data.webhook_retry_ms.length;
        queued = entry.data.webhook_profile === 'rbm';
      }
      if (entry.kind === 'handset.queued') typed.set(entry.data.message_id, true);
      else if (entry.kind === 'mls.resent') typed.set(entry.data.message_id, true);
      else if (entry.kind === 'carrier.accepted') report(entry.data.message_id, 'sent', entry.data.to, entry);
      else if (entry.kind === 'carrier.imdn') {
        const { message_id, status, from } = entry.data;
        report(message_id, status === 'displayed' ? 'read' : status, from, entry);
      } else if (entry.kind === 'webhook.scheduled') {
        const { webhook_id, message_id, status } = entry.data;
        const key = `${message_id} ${status}`;
        const recipients = (scheduled.get(key) ?? new Set()).add(entry.data.recipient_hash);
        scheduled.set(key, recipients);
        if (recipients.size >= (reportedOf.get(key)?.size ?? 0)) reported.delete(key);
        const sinceMs = lastMs;
        open.set(webhook_id, {
          webhookId: webhook_id,
          row: rowKey(entry.data.event),
          messageId: message_id,
          seq: entry.seq,
          sinceMs,
          dueMs: Math.max(sinceMs + deliverWithinMs, queueDueMs),
          failed: [],
        });
      } else if (entry.kind === 'webhook.attempt') attempted(entry);
      else if (entry.kind === 'webhook.abandoned') abandoned(entry);
      else if (entry.kind === 'webhook.replayed') replayed(entry);
      else if (entry.kind === 'subject.event') {
        const row = rowKey(entry.data.event);
        rows.set(row, true);
        acknowledged.delete(row);
      } else if (entry.kind === 'subject.error' && entry.data.operation === 'events') errors.push(entry.data.reason);
      else if (entry.kind === 'world.settled') {
        settled = true;
        errors.length = 0; // everything is asked for again
      }
      if (settled && isAnswer(entry, 'subject.event')) asked = true;
    },
    finish,
    open: () =>
      [acknowledged, reportedOf, scheduled, typed, rows].reduce((sum, { size }) => sum + size(), 0) +
      open.size +
      givenUp.size +
      reported.size +
      violations.length,
  };
}

const seconds = (ms: number): string => `only after ${Math.round(ms / 1000)} s`;
