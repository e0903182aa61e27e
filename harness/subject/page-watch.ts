import type { Journal } from '../../simulators/kernel/journal/journal.ts';
import { SubjectError } from './subject.ts';

/** What one page came to, once its rows are in the journal. */
interface Followed {
  readonly seen: number;
  readonly next: string;
  readonly more: boolean;
}

/** Follows a list of a subject into the journal, each row once. */
export interface PageWatch {
  /**
   * Asks for everything after what was seen last and journals it; a failure as `subject.error`, to be tried again with the
   * next call. Returns how many rows were new.
   */
  poll(): Promise<number>;
}

/** @param follow journals the page after a cursor */
export function watchPages(journal: Journal, follow: (after?: string) => Promise<Followed>): PageWatch {
  let after: string | undefined;
  let polling: Promise<number> | undefined;

  async function readOn(): Promise<number> {
    let seen = 0;
    try {
      for (let more = true; more; ) {
        const page = await follow(after);
        seen += page.seen;
        more = page.more && page.next !== after; // a cursor that stands still would be asked for ever
        after = page.next;
      }
    } catch (error) {
      if (!(error instanceof SubjectError)) throw error;
      journal.append('subject.error', { operation: error.operation, reason: error.reason });
    }
    return seen;
  }

  return {
    poll() {
      polling ??= readOn().finally(() => {
        polling = undefined;
      });
      return polling;
    },
  };
}
