import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';
import type { JournalData } from '../../simulators/kernel/journal/kinds.ts';
import type { Changes } from '../changes/changes.ts';

export type Verdict = JournalData['verdict.invariant'];

/** A rule as the page words it: the oracle's registry has them. */
export interface Rule {
  readonly id: string;
  readonly title: string;
  readonly source: string;
}

/** One scenario with what it was judged on. */
export interface ScenarioRecord {
  readonly title: string;
  /** Null: passed. */
  readonly failure: { readonly class: string; readonly message: string } | null;
  readonly verdicts: readonly Verdict[];
  readonly journal: readonly JournalEntry[];
  /** The command that plays it again; null where nothing was written that could be. */
  readonly replay: string | null;
  /** The command that makes a plan that broke a promise smaller; default: the replay, shrinking. */
  readonly smaller?: string;
}

/** A whole run. */
export interface RunRecord {
  readonly run: string;
  /** As the command ends: 4 where a promise that had to be looked at was looked at nowhere. */
  readonly exitCode: number;
  readonly facts: Readonly<Record<string, string>>;
  readonly scenarios: readonly ScenarioRecord[];
  /** Those that could not be tried on the run's phones or beside its subject, and why. */
  readonly notHere: readonly { readonly scenario: string; readonly reason: string }[];
  readonly rules: readonly Rule[];
  readonly changes: Changes;
}
