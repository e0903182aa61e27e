import type { Journal } from '../../simulators/kernel/journal/journal.ts';
import { watchEvents } from './event-watch.ts';
import { watchRecords } from './record-watch.ts';
import type { Subject } from './subject.ts';

/** Follows into the journal what a subject offers of its archive and its metadata. */
export interface SubjectWatch {
  /** Asks for everything after what was seen last. Returns how much was new. */
  poll(): Promise<number>;
}

export function watchSubject(subject: Subject, journal: Journal): SubjectWatch {
  const records = watchRecords(subject, journal);
  const events = subject.operations.has('events') ? watchEvents(subject, journal) : undefined;
  return { poll: async () => (await records.poll()) + ((await events?.poll()) ?? 0) };
}
