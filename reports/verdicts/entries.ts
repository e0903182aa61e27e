import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';
import { JournalError, parseJournal } from '../../simulators/kernel/journal/reader.ts';

/**
 * A journal as far as it can be trusted: up to the first line that cannot be read. A world that was killed leaves half a
 * line at the end, and everything before it is worth showing.
 */
export function entriesOf(text: string): readonly JournalEntry[] {
  const entries: JournalEntry[] = [];
  try {
    for (const entry of parseJournal(text.slice(0, text.lastIndexOf('\n') + 1))) entries.push(entry);
  } catch (error) {
    if (!(error instanceof JournalError)) throw error;
  }
  return entries;
}
