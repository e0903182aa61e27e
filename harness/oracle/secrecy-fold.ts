import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';
import type { JournalData } from '../../simulators/kernel/journal/kinds.ts';
import { answer, counted } from './answer.ts';
import type { Fold, Violation } from './invariant.ts';
import { recent } from './recent.ts';

type Attempt = JournalData['adversary.attempt'];

export interface SecrecyRule {
  readonly power: Attempt['power'];
  /** What an opened message shows, as a sentence about it. */
  describe(attempt: Attempt): string;
  /** What would have had to happen for anything to be judged. */
  readonly nothing: string;
}

/** Messages whose control was seen are remembered this far back: attempts on them may come days later. */
const remembered = 8192;

/**
 * Judges attempts to read what must not be read. A failed attempt counts only for a message that other keys did open:
 * otherwise a broken adversary would be taken for a secret kept.
 */
export function secrecyFold({ power, describe, nothing }: SecrecyRule): Fold {
  const controls = recent<number>(remembered);
  const canaries = recent<string>(remembered);
  const violations: Violation[] = [];
  let judged = 0;
  let uncontrolled = 0;

  function attempt({ seq, data }: JournalEntry<'adversary.attempt'>): void {
    const control = controls.get(data.message_id);
    if (data.opened) {
      violations.push({
        what: describe(data),
        message_id: data.message_id,
        canary: canaries.get(data.message_id) ?? null,
        entries: control === undefined ? [seq] : [control, seq],
      });
    }
    if (data.opened || control !== undefined) judged++;
    else uncontrolled++;
  }

  return {
    entry(entry) {
      if (entry.kind === 'handset.queued' && entry.data.canary) {
        canaries.set(entry.data.message_id, entry.data.canary);
      } else if (entry.kind === 'adversary.attempt' && entry.data.power === power) {
        if (!entry.data.control) attempt(entry);
        else if (entry.data.opened) controls.set(entry.data.message_id, entry.seq);
      }
    },
    finish: () =>
      answer({
        judged,
        violations,
        unknown:
          judged === 0 && uncontrolled > 0
            ? `${counted(uncontrolled, 'attempt')} failed, but no control shows that the right keys would have succeeded`
            : undefined,
        nothing,
      }),
    open: () => controls.size() + canaries.size(),
  };
}
