import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';
import { type Pause, until } from './rest.ts';

/** Somebody else's subject did not enrol the phones of a world: no scenario can begin. */
export class NotEnrolled extends Error {
  override readonly name = 'NotEnrolled';
}

/** How long phones may take to connect and enrol, ms. */
const limitMs = 30_000;

/** A subject of somebody else's that phones have to enrol at. */
interface Enrolling {
  readonly entries: readonly JournalEntry[];
  /** Why nobody answers any more where it was. */
  lost(): Error | undefined;
}

/**
 * Waits until the phones of a world are connected and enrolled.
 * @throws NotEnrolled when somebody else's subject refuses one for good, or takes too long; whatever it is lost with
 * @throws Error when phones of a world of ours take too long
 */
export async function untilReady(
  ready: () => boolean,
  folder: string,
  enrolling?: Enrolling,
  pause?: Pause,
): Promise<void> {
  const ends = (): boolean => enrolling !== undefined && (broken(enrolling.entries) ?? enrolling.lost()) !== undefined;
  await until(() => ready() || ends(), limitMs, pause);
  if (ready()) return;
  const late = `the phones of the world were not connected and enrolled within ${limitMs / 1000} s: see ${folder}/journal.jsonl`;
  if (!enrolling) throw new Error(late);
  throw enrolling.lost() ?? new NotEnrolled(broken(enrolling.entries) ?? late);
}

/** The first task that broke: an enrolment that was refused for good. */
function broken(entries: readonly JournalEntry[]): string | undefined {
  const crash = entries.find((entry) => entry.kind === 'world.crashed');
  return crash?.kind === 'world.crashed' ? crash.data.error.replace(/^Error: /, '') : undefined;
}
