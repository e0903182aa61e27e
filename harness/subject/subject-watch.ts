import type { Journal } from '../../simulators/kernel/journal/journal.ts';
import { watchChains } from './chain-watch.ts';
import { watchEvents } from './event-watch.ts';
import type { ExportSource } from './export/export-source.ts';
import { watchExports } from './export/watch-exports.ts';
import { type KeptRecords, keptRecords } from './kept-records.ts';
import { watchLog } from './log-watch.ts';
import { watchRecords } from './record-watch.ts';
import type { Subject } from './subject.ts';

/** Follows into the journal what a subject offers of its archive, its metadata and its log. */
export interface SubjectWatch {
  /** Asks for everything after what was seen last. Returns how much was new. */
  poll(): Promise<number>;
  /** Asks in passing what the log says of itself, for later states to be held against. Who cannot be asked is not missed. */
  glance(): Promise<void>;
  /** Takes exports and holds them against the pages; the plain one, where the subject gives any. For when all is at rest. */
  takeExports(): Promise<ExportSource | undefined>;
  /** What was seen of the archive, to be looked for again. */
  readonly records: KeptRecords;
}

export function watchSubject(subject: Subject, journal: Journal): SubjectWatch {
  const log = subject.log && watchLog(subject.log, journal);
  const chains = subject.chain && watchChains(subject.chain, journal);
  const kept = keptRecords(subject, journal);
  const records = watchRecords(subject, journal, (record) => {
    kept.saw(record);
    log?.seen(record);
    chains?.seen(record);
  });
  const events = subject.operations.has('events') ? watchEvents(subject, journal) : undefined;
  return {
    async poll() {
      let seen = await records.poll();
      for (const watch of [chains, events, log]) seen += (await watch?.poll()) ?? 0;
      return seen;
    },
    glance: async () => log?.glance(),
    takeExports: async () => (subject.operations.has('export') ? watchExports(subject, journal) : undefined),
    records: kept,
  };
}
