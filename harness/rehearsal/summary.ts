import type { Outcome } from './outcome.ts';

/** The one line of `greenroom rehearse --json`: what a run came to, for programs. */
export interface Summary {
  /** Where somebody else's subject is that was judged; null where it was ours. */
  readonly against: string | null;
  readonly scenarios: Outcome['scenarios'];
  readonly invariants: Outcome['invariants'];
  readonly phones: Outcome['phones'];
  /** Scenarios that cannot be tried on these phones or beside this subject, each with the reason: none of the total. */
  readonly not_here: Outcome['notHere'];
  /** The report's index.html, or null where none was made. */
  readonly report: string | null;
  readonly wall_ms: number;
}

export function summary(
  outcome: Outcome,
  report: string | null,
  wallMs: number,
  against: string | null = null,
): Summary {
  const { scenarios, invariants, phones, notHere } = outcome;
  return { against, scenarios, invariants, phones, not_here: notHere, report, wall_ms: Math.round(wallMs) };
}
