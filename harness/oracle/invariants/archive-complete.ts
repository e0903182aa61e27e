import { canaryOf, isCanary } from '../../../simulators/kernel/canary.ts';
import type { JournalEntry } from '../../../simulators/kernel/journal/entry.ts';
import { answer, counted } from '../answer.ts';
import { custodians } from '../custodians.ts';
import { excusedTime } from '../excused-time.ts';
import type { Fold, Invariant, OracleContext, Verdict, Violation } from '../invariant.ts';

/** How long after the endpoint sent or received a message its record may take. */
const archiveWithinMs = 30_000;
const id = 'archive-complete';

/** What an enrolled phone owes for one message. */
interface Owed {
  readonly phone: string;
  readonly canary: string;
  readonly typedSeq: number;
  /** Null until the message has arrived: nothing is owed yet. */
  sinceMs: number | null;
  sinceSeq: number | null;
  messageId: string | null;
  /** The sender's phone showed it as failed: it was never sent. */
  failed: boolean;
}

/** Every message sent or received by an enrolled subscriber has its record in time. Messages are recognised by canary. */
export const archiveComplete: Invariant = {
  id,
  title: 'Every message of an enrolled subscriber is archived within 30 s of being sent or received',
  source: 'SEC Rule 17a-4(b)(4); Android RCS Archival: the endpoint captures what it sends and receives',
  observes: ['archive.enrolled', 'ui.sent', 'ui.shown', 'subject.record'],
  observableIn: ['virtual', 'simulated-phones', 'real-android', 'real-iphone'],
  open: fold,
};

function fold(context: OracleContext): Fold {
  const who = custodians();
  const excused = excusedTime(id, context);
  const open = new Map<string, Owed>();
  const byMessage = new Map<string, Owed>();
  const violations: Violation[] = [];
  const errors: string[] = [];
  let judged = 0;
  let lastAt = '';
  let ended = false;
  let unrecognisable = 0;

  const key = (phone: string, what: string): string => `${phone} ${what}`;

  function owe(phone: string, canary: string, typedSeq: number, sent: { atMs: number; seq: number } | null): void {
    if (!who.enrolled(phone)) return;
    const sinceMs = sent?.atMs ?? null;
    open.set(key(phone, canary), {
      phone,
      canary,
      typedSeq,
      sinceMs,
      sinceSeq: sent?.seq ?? null,
      messageId: null,
      failed: false,
    });
  }

  function link(phone: string, messageId: string, canary: string | null): Owed | undefined {
    const owed = canary === null ? undefined : open.get(key(phone, canary));
    if (!owed) return undefined;
    owed.messageId = messageId;
    byMessage.set(key(phone, messageId), owed);
    return owed;
  }

  function arrived(owed: Owed | undefined, entry: JournalEntry): void {
    if (!owed || owed.sinceMs !== null) return;
    owed.sinceMs = Date.parse(entry.at);
    owed.sinceSeq = entry.seq;
  }

  function shown({ phone, bubbles }: JournalEntry<'ui.shown'>['data'], entry: JournalEntry): void {
    if (!who.enrolled(phone)) return;
    for (const { body, direction, status } of bubbles) {
      const owed = open.get(key(phone, canaryOf(body) ?? ''));
      if (!owed) continue;
      if (direction === 'in') arrived(owed, entry);
      else owed.failed = status === 'failed';
    }
  }

  const evidence = (owed: Owed, what: string, entries: (number | null)[]): Violation => ({
    what: `${owed.phone}: ${what}`,
    message_id: owed.messageId,
    canary: owed.canary,
    entries: [...new Set(entries)].filter((seq) => seq !== null),
  });

  function recorded(phone: string, messageId: string, body: string | null, archivedMs: number, seq: number): void {
    const owed = byMessage.get(key(phone, messageId)) ?? open.get(key(phone, canaryOf(body ?? '') ?? ''));
    if (!owed) return;
    open.delete(key(phone, owed.canary));
    byMessage.delete(key(phone, messageId));
    judged++;
    if (owed.sinceMs === null) return; // archived before anybody saw it arrive
    const dueMs = owed.sinceMs + archiveWithinMs;
    if (archivedMs <= dueMs || archivedMs <= excused.due(phone, owed.sinceMs, dueMs)) return;
    const seconds = Math.round((archivedMs - owed.sinceMs) / 1000);
    const late = Number.isNaN(archivedMs) ? 'its record has no time of archiving' : `archived only after ${seconds} s`;
    violations.push(evidence(owed, late, [owed.typedSeq, owed.sinceSeq, seq]));
  }

  function finish(): Verdict {
    const missing: Violation[] = [];
    let early = 0;
    const endMs = Date.parse(lastAt);
    for (const owed of open.values()) {
      if (owed.sinceMs === null || owed.failed) continue;
      if (!ended || endMs <= excused.due(owed.phone, owed.sinceMs, owed.sinceMs + archiveWithinMs)) early++;
      else missing.push(evidence(owed, 'no record', [owed.typedSeq, owed.sinceSeq]));
    }
    const couldNotAsk = missing.length > 0 && errors.length > 0;
    const unknown = [
      couldNotAsk && `${counted(missing.length, 'record')} not seen, but the subject could not be asked: ${errors[0]}`,
      early > 0 && `${counted(early, 'message')} not yet due, or the subject not yet asked, when the journal ended`,
      unrecognisable > 0 && `${counted(unrecognisable, 'message')} without a valid canary cannot be followed`,
    ].filter((reason) => reason !== false);
    const all = couldNotAsk ? violations : [...violations, ...missing];
    return answer({
      judged: judged + (couldNotAsk ? 0 : missing.length),
      violations: all,
      unknown: unknown.join('; '),
      nothing: 'no enrolled subscriber sent or received a message',
    });
  }

  return {
    entry(entry) {
      lastAt = entry.at;
      who.entry(entry);
      excused.entry(entry);
      if (entry.kind === 'ui.sent') {
        const { phone, peer, canary } = entry.data;
        const recipient = who.recipient(peer);
        if (!isCanary(canary)) unrecognisable++;
        else {
          owe(phone, canary, entry.seq, { atMs: Date.parse(entry.at), seq: entry.seq });
          if (recipient) owe(recipient, canary, entry.seq, null);
        }
      } else if (entry.kind === 'handset.queued') link(entry.data.phone, entry.data.message_id, entry.data.canary);
      else if (entry.kind === 'handset.received') {
        arrived(link(entry.data.phone, entry.data.message_id, entry.data.canary), entry);
      } else if (entry.kind === 'ui.shown') shown(entry.data, entry);
      else if (entry.kind === 'subject.record' && context.recordsFrom === 'subject') {
        const phone = who.phone(entry.data.custodian);
        const { message_id, body, archived_at } = entry.data;
        if (phone) recorded(phone, message_id, body, Date.parse(archived_at), entry.seq);
      } else if (entry.kind === 'archive.stored' && context.recordsFrom === 'archive') {
        const phone = who.phone(entry.data.custodian);
        if (phone) recorded(phone, entry.data.message_id, null, Date.parse(entry.at), entry.seq);
      } else if (entry.kind === 'subject.error') errors.push(`${entry.data.operation}: ${entry.data.reason}`);
      else if (entry.kind === 'world.ended') ended = true;
    },
    finish,
    open: () => open.size + byMessage.size + violations.length,
  };
}
