import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';
import type { JournalKind } from '../../simulators/kernel/journal/kinds.ts';

/** Whether an entry shows that the subject was asked: a row of that kind, or that there are no more of them. */
export const isAnswer = ({ kind }: JournalEntry, row: JournalKind): boolean =>
  kind === row || kind === 'subject.asked' || kind === 'world.ended';
