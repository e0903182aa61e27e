import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';

/** Somebody else's subject did not enrol the phones of a world: no scenario can begin. */
export class NotEnrolled extends Error {
  override readonly name = 'NotEnrolled';
}

/** The first task that broke before the world was ready: an enrolment that was refused for good. */
export function whyNotEnrolled(entries: readonly JournalEntry[]): string | undefined {
  const crash = entries.find((entry) => entry.kind === 'world.crashed');
  return crash?.kind === 'world.crashed' ? crash.data.error.replace(/^Error: /, '') : undefined;
}
