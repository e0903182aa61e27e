import type { Journal } from '../../simulators/kernel/journal/journal.ts';
import { type PageWatch, watchPages } from './page-watch.ts';
import type { Subject } from './subject.ts';

/** Follows the metadata rows of a subject into the journal, each row once, as `subject.event`. */
export function watchEvents(subject: Subject, journal: Journal): PageWatch {
  return watchPages(journal, async (after) => {
    const { events, next, more } = await subject.events(after);
    for (const row of events) journal.append('subject.event', row);
    return { seen: events.length, next, more };
  });
}
