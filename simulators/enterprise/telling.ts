import type { Clock } from '../kernel/clock.ts';
import type { Journal } from '../kernel/journal/journal.ts';
import type { JournalData, JournalKind } from '../kernel/journal/kinds.ts';
import { Problem } from './http/problem.ts';

/** Tells the journal what the enterprise did. */
export interface Telling {
  /**
   * Never throws: what was done is done and may be acknowledged. What the journal does not take is owed, and told once, in
   * its order, as soon as the journal takes it. A refusal is not owed: nothing was done.
   */
  append<K extends JournalKind>(kind: K, data: JournalData[K]): void;
  /** Tells what is owed, before anything else is done. @throws Problem `unavailable` while the journal takes nothing */
  settle(): void;
}

/**
 * The store comes first and the journal afterwards, so the journal can fail for what is stored already. Whoever sent it is
 * not to blame and gets the answer that is true; the clock is told of the failure, which ends a world.
 */
export function telling(journal: Pick<Journal, 'append' | 'length'>, clock: Clock): Telling {
  const owed: (() => void)[] = [];

  const report = (error: unknown): void =>
    void clock.after(0, 'journal', () => {
      throw error;
    });

  /** Returns whether the entry is in the journal: one of its listeners may fail when it is. */
  function told(append: () => void): boolean {
    const before = journal.length();
    try {
      append();
      return true;
    } catch (error) {
      report(error);
      return journal.length() > before;
    }
  }

  function settled(): boolean {
    for (let next = owed[0]; next && told(next); next = owed[0]) owed.shift();
    return owed.length === 0;
  }

  return {
    append(kind, data) {
      const append = (): void => void journal.append(kind, data);
      if (settled() && told(append)) return;
      if (!kind.endsWith('.refused')) owed.push(append);
    },
    settle() {
      if (!settled()) throw new Problem('unavailable', 'the journal takes nothing: nothing was stored');
    },
  };
}
