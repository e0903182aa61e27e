import { canaryOf, isCanary } from '../../../simulators/kernel/canary.ts';
import type { JournalEntry } from '../../../simulators/kernel/journal/entry.ts';
import { answer, counted } from '../answer.ts';
import { custodians } from '../custodians.ts';
import { excusedTime } from '../excused-time.ts';
import type { Fold, Invariant, OracleContext, Verdict, Violation } from '../invariant.ts';

/** How long after the endpoint sent or received a message its record may take. */
const archiveWithinMs = 30_000;
/**
 * Signs kept for a message whose typing is journaled after them: in a rehearsal the phone is quicker than whoever typed.
 */
const rememberedSigns = 64;
const id = 'archive-complete';

/** What an enrolled phone owes for one message. */
interface Owed {
  readonly phone: string;
  readonly canary: string;
  /** The sender's phone. */
  readonly from: string;
  readonly typedSeq: number;
  /** Null until the message has been sent, or has arrived: nothing is owed yet. */
  sinceMs: number | null;
  sinceSeq: number | null;
  messageId: string | null;
  /** The sender's phone showed it as failed: it was never sent. */
  failed: boolean;
}

/**
 * Every message sent or received by an enrolled subscriber has its record in time: from the first sign that its phone sent
 * it (the carrier took it, somebody has it, the screen says so) or received it. Messages are recognised by canary.
 */
export const archiveComplete: Invariant = {
  id,
  title: 'Every message of an enrolled subscriber is archived within 30 s of being sent or received',
  source:
    'SEC Rule 17a-4: automatic verification of completeness; Android RCS Archival: the endpoint captures what it sends and receives',
  observes: ['archive.enrolled', 'ui.sent', 'ui.shown', 'subject.record'],
  observableIn: ['virtual', 'simulated-phones', 'real-android', 'real-iphone'],
  open: fold,
};

function fold(context: OracleContext): Fold {
  const who = custodians();
  const excused = excusedTime(id, context);
  const open = new Map<string, Owed>();
  const byMessage = new Map<string, Owed>();
  const lately: JournalEntry[] = [];
  const violations: Violation[] = [];
  const errors: string[] = [];
  let judged = 0;
  let lastAt = '';
  let settled = false;
  let asked = false;
  let unrecognisable = 0;

  const key = (phone: string, what: string): string => `${phone} ${what}`;

  function owe(phone: string, canary: string, from: string, typedSeq: number): void {
    if (!who.enrolled(phone)) return;
    const nothingYet = { sinceMs: null, sinceSeq: null, messageId: null, failed: false };
    open.set(key(phone, canary), { phone, canary, from, typedSeq, ...nothingYet });
  }

  function link(phone: string, messageId: string, canary: string | null): Owed | undefined {
    const owed = canary === null ? undefined : open.get(key(phone, canary));
    if (!owed) return undefined;
    owed.messageId = messageId;
    byMessage.set(key(phone, messageId), owed);
    return owed;
  }

  /** The first sign that a phone sent or received it: from then on its record is owed. */
  function begins(owed: Owed | undefined, entry: JournalEntry): void {
    if (!owed || owed.sinceMs !== null) return;
    owed.sinceMs = Date.parse(entry.at);
    owed.sinceSeq = entry.seq;
  }

  /** What has arrived was sent. */
  function received(canary: string, from: string | undefined, entry: JournalEntry): void {
    begins(open.get(key(from ?? '', canary)), entry);
  }

  function shown(entry: JournalEntry<'ui.shown'>): void {
    const { phone, peer, bubbles, group } = entry.data;
    for (const { body, direction, status } of bubbles) {
      const canary = canaryOf(body);
      if (canary === undefined) continue;
      const owed = open.get(key(phone, canary));
      if (direction === 'in') {
        begins(owed, entry);
        received(canary, group === undefined ? who.recipient(peer) : owed?.from, entry);
      } else if (owed) {
        owed.failed = status === 'failed';
        if (status === 'sent' || status === 'delivered' || status === 'displayed') begins(owed, entry);
      }
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
    if (owed.sinceMs === null) return; // archived before any sign that it was sent or came
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
      if (!asked || endMs <= excused.due(owed.phone, owed.sinceMs, owed.sinceMs + archiveWithinMs)) early++;
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

  /** What a phone, a carrier or the archive tells of a message that somebody typed. */
  function sign(entry: JournalEntry): void {
    if (entry.kind === 'handset.queued') link(who.owner(entry.data.phone), entry.data.message_id, entry.data.canary);
    else if (entry.kind === 'handset.received') {
      const { phone, message_id, peer, canary } = entry.data;
      begins(link(phone, message_id, canary), entry);
      if (canary !== null) received(canary, who.recipient(peer), entry);
    } else if (entry.kind === 'handset.sent') {
      begins(byMessage.get(key(who.owner(entry.data.phone), entry.data.message_id)), entry);
    } else if (entry.kind === 'carrier.accepted') {
      begins(byMessage.get(key(who.phone(entry.data.from) ?? '', entry.data.message_id)), entry);
    } else if (entry.kind === 'subject.record' && context.recordsFrom === 'subject') {
      const phone = who.phone(entry.data.custodian);
      const { message_id, body, archived_at } = entry.data;
      if (phone) recorded(phone, message_id, body, Date.parse(archived_at), entry.seq);
    } else if (entry.kind === 'archive.stored' && context.recordsFrom === 'archive') {
      const phone = who.phone(entry.data.custodian);
      if (phone) recorded(phone, entry.data.message_id, null, Date.parse(entry.at), entry.seq);
    } else return;
    lately.push(entry);
    if (lately.length > rememberedSigns) lately.shift();
  }

  function typed({ seq, data: { phone, peer, canary, group } }: JournalEntry<'ui.sent'>): void {
    if (!isCanary(canary)) {
      unrecognisable++;
      return;
    }
    const from = who.owner(phone);
    owe(from, canary, from, seq);
    for (const member of group?.members ?? [peer]) {
      const recipient = who.recipient(member);
      if (recipient) owe(recipient, canary, from, seq);
    }
    for (const entry of lately.splice(0)) sign(entry);
  }

  return {
    entry(entry) {
      lastAt = entry.at;
      who.entry(entry);
      excused.entry(entry);
      if (entry.kind === 'ui.sent') typed(entry);
      else if (entry.kind === 'ui.shown') shown(entry);
      else if (entry.kind === 'subject.error' && entry.data.operation === 'records')
        errors.push(`${entry.data.operation}: ${entry.data.reason}`);
      else if (entry.kind === 'world.settled') {
        settled = true;
        errors.length = 0; // everything is asked for again
      } else if (entry.kind === 'world.ended' || entry.kind === 'subject.asked') asked = true;
      else sign(entry);
      // A run that was cut off after it settled may not have got to asking: one answer shows that it did.
      if (
        settled &&
        (entry.kind === 'subject.record' || (entry.kind === 'subject.error' && entry.data.operation === 'records'))
      )
        asked = true;
    },
    finish,
    open: () => open.size + byMessage.size + violations.length + lately.length,
  };
}
