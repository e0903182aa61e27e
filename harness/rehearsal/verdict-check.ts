import { AssertionError } from 'node:assert';
import type { ScenarioEnded } from '../stage/api.ts';
import { ClassedError } from './classify.ts';

type Verdict = ScenarioEnded['verdicts'][number];

/**
 * Fails a scenario whose verdicts do not hold.
 * @param named the invariants that the scenario must exercise
 * @throws AssertionError for a violated invariant, ClassedError (unknown) for a check that could not be made
 */
export function requireHeld(verdicts: readonly Verdict[], named: readonly string[]): void {
  const violated = verdicts.filter(({ outcome }) => outcome === 'violated');
  if (violated.length > 0) throw new AssertionError({ message: violated.map(violationWords).join('\n') });
  const missing = named.filter((id) => !verdicts.some(({ invariant }) => invariant === id));
  const unknown = verdicts.filter(({ outcome }) => outcome === 'unknown');
  if (missing.length + unknown.length > 0)
    throw new ClassedError(
      'unknown',
      [
        ...unknown.map(({ invariant, reason }) => `${invariant} is unknown: ${reason ?? 'no reason given'}.`),
        ...missing.map((id) => `${id} was to be judged, and no verdict speaks of it.`),
      ].join('\n'),
    );
}

/** Which promise was broken by what, and the entries of the journal that show it. */
function violationWords({ invariant, reason, violations, judged }: Verdict): string {
  const shown = violations.slice(0, 5).map(({ what, message_id, canary, entries }) => {
    const subject = [message_id === null ? [] : `message ${message_id}`, canary ?? []].flat().join(', ');
    return `  ${what}${subject === '' ? '' : ` (${subject})`}; journal entries ${entries.join(', ') || 'none'}`;
  });
  const more = violations.length > shown.length ? [`  and ${violations.length - shown.length} more`] : [];
  const head = `${invariant} is violated (${judged} judged)${reason === null ? '' : `: ${reason}`}`;
  return [head, ...shown, ...more].join('\n');
}
