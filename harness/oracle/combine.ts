import type { InvariantVerdict, Outcome } from './judge.ts';

/** The answer of a whole run, and how often each invariant answered what. */
export interface RunVerdict {
  readonly outcome: Outcome;
  /** Why it is not held, a sentence each. */
  readonly reasons: readonly string[];
  readonly invariants: readonly {
    readonly invariant: string;
    readonly counts: Readonly<Record<InvariantVerdict['outcome'], number>>;
    readonly judged: number;
  }[];
}

/** The answer of one scenario: violated if any invariant is; else unknown if any is, or nothing was exercised; else held. */
export function worst(verdicts: readonly InvariantVerdict[]): Outcome {
  const outcomes = new Set(verdicts.map(({ outcome }) => outcome));
  if (outcomes.has('violated')) return 'violated';
  return outcomes.has('unknown') || !outcomes.has('held') ? 'unknown' : 'held';
}

/**
 * Combines the verdicts of a run's scenarios: violated if any is; else unknown if any is, or if an invariant that was
 * observable was exercised by no scenario; else held. `not-exercised` and `not-observable` are counted, never combined.
 */
export function combine(scenarios: readonly (readonly InvariantVerdict[])[]): RunVerdict {
  const all = scenarios.flat();
  const ids = [...new Set(all.map((verdict) => verdict.invariant))];
  const reasons: string[] = [];
  const invariants = ids.map((invariant) => {
    const mine = all.filter((verdict) => verdict.invariant === invariant);
    const counts = { held: 0, violated: 0, unknown: 0, 'not-exercised': 0, 'not-observable': 0 };
    for (const { outcome } of mine) counts[outcome]++;
    return { invariant, counts, judged: mine.reduce((sum, { judged }) => sum + judged, 0) };
  });
  for (const { invariant, counts } of invariants) {
    if (counts.violated > 0) reasons.push(`${invariant} was violated in ${counts.violated} of ${scenarios.length}`);
  }
  const violated = reasons.length > 0;
  for (const { invariant, outcome, reason } of all) {
    if (outcome === 'unknown') reasons.push(`${invariant} is unknown: ${reason ?? 'no reason given'}`);
  }
  for (const { invariant, counts } of invariants) {
    const exercised = counts.held + counts.violated + counts.unknown > 0;
    if (!exercised && counts['not-exercised'] > 0) reasons.push(`${invariant} was exercised nowhere`);
  }
  if (all.length === 0) reasons.push('nothing was judged');
  return { outcome: violated ? 'violated' : reasons.length > 0 ? 'unknown' : 'held', reasons, invariants };
}
