import { answer } from '../answer.ts';
import type { Fold, Invariant, Violation } from '../invariant.ts';
import { type MetadataRow, metadataRow } from '../metadata-row.ts';
import { recent } from '../recent.ts';

/** Messages whose rows are compared: those seen last. */
const rememberedMessages = 20_000;

const statuses = ['sent', 'delivered', 'read'] as const;
type Stage = (typeof statuses)[number];

/** When each status of one message and recipient was reached, ms, and which row said so. */
type Course = Map<Stage, { readonly atMs: number; readonly seq: number }>;

/**
 * By the times that the platform stamps, a message is sent before it is delivered before it is read, in every row and over
 * the rows of one message and recipient; a row of a status has that status's time. The order in which webhooks arrive says
 * nothing: they overtake one another.
 */
export const metadataOrdered: Invariant = {
  id: 'metadata-ordered',
  title: 'By the platform’s times every message was sent, then delivered, then read, and never goes back',
  source:
    'RFC 5438 (IMDN): delivery and display follow one another; device times are attributes, never evidence of order',
  observes: ['subject.event'],
  observableIn: ['virtual', 'simulated-phones', 'real-android', 'real-iphone'],
  open: () => fold(),
};

const timesOf = ({ event }: MetadataRow): Record<Stage, string | undefined> => ({
  sent: event.sent_timestamp,
  delivered: event.delivered_timestamp,
  read: event.read_timestamp,
});

function fold(): Fold {
  const courses = recent<Course>(rememberedMessages);
  const violations: Violation[] = [];
  let judged = 0;

  function wrong(row: MetadataRow, what: string, entries: readonly number[]): void {
    violations.push({
      what: `${row.event.status} of ${row.event.message_id}: ${what}`,
      message_id: row.event.message_id,
      canary: null,
      entries: [...new Set(entries)],
    });
  }

  function judge(row: MetadataRow): void {
    judged++;
    const { message_id, recipient_hash, status } = row.event;
    const key = `${message_id} ${recipient_hash}`;
    const course: Course = courses.get(key) ?? new Map();
    const times = timesOf(row);
    const own = status === 'failed' ? 'sent' : status;
    if (times[own] === undefined) wrong(row, `it has no time of being ${status}`, [row.seq]);
    for (const stage of statuses) {
      const time = times[stage];
      if (time !== undefined && !course.has(stage)) course.set(stage, { atMs: Date.parse(time), seq: row.seq });
    }
    // Its own times against what any row said of the other statuses: the first word on each counts.
    for (const [earlier, later] of [
      ['sent', 'delivered'],
      ['sent', 'read'],
      ['delivered', 'read'],
    ] as const) {
      const before = times[earlier] ?? course.get(earlier);
      const after = times[later] ?? course.get(later);
      if (before === undefined || after === undefined) continue;
      const [beforeMs, afterMs] = [before, after].map((at) => (typeof at === 'string' ? Date.parse(at) : at.atMs));
      if ((beforeMs ?? 0) <= (afterMs ?? 0)) continue;
      const seqs = [before, after].map((at) => (typeof at === 'string' ? row.seq : at.seq));
      wrong(row, `${later} ${(beforeMs ?? 0) - (afterMs ?? 0)} ms before it was ${earlier}`, seqs);
    }
    courses.set(key, course);
  }

  return {
    entry(entry) {
      if (entry.kind !== 'subject.event') return;
      const row = metadataRow(entry);
      if (row) judge(row);
    },
    finish: () =>
      answer({ judged, violations, nothing: 'the subject gave no metadata row that keeps to the contract' }),
    open: () => courses.size() + violations.length,
  };
}
