import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';
import type { JournalData, JournalKind } from '../../simulators/kernel/journal/kinds.ts';

export type Environment = JournalData['world.started']['environment'];

/** One thing that shows the invariant broken, as the journal tells it. `entries` are sequence numbers. */
export type Violation = JournalData['verdict.invariant']['violations'][number];

/** What a fold found out. `judged` is how many things it looked at; held with none judged is not an answer. */
export type Verdict =
  | { readonly outcome: 'held'; readonly judged: number; readonly note?: string }
  | {
      readonly outcome: 'violated';
      readonly judged: number;
      readonly violations: readonly Violation[];
      readonly note?: string;
    }
  | { readonly outcome: 'unknown'; readonly judged: number; readonly reason: string };

/** A running check: fed every entry in order, then asked once. What it remembers is bounded by what is still open. */
export interface Fold {
  entry(entry: JournalEntry): void;
  finish(): Verdict;
  /** How many things it holds on to now. */
  open(): number;
}

/** What a fault may delay: nothing else is excused. */
export interface Excuse {
  /** The invariant that may be late. */
  readonly invariant: string;
  /** Whose messages: names of phones. Absent: everybody's. */
  readonly phones?: readonly string[];
  /** How long after the healing it may still be late, ms. */
  readonly afterHealingMs: number;
}

/** What a fold may ask besides the journal's entries. */
export interface OracleContext {
  /** The wire bytes that lie beside the journal. */
  blob(name: string): Uint8Array | undefined;
  /** What an injected fault excuses: the fault registry's answer. */
  excuses(fault: JournalData['fault.injected']): readonly Excuse[];
  /**
   * Where records are learnt of. `subject`: the subject is asked, and only what it answers counts. `archive`: it is
   * ours and is not asked (long runs); then what it stored counts.
   */
  readonly recordsFrom: 'subject' | 'archive';
  /** False where the harness was not given the means to open escrowed copies. Default: true. */
  readonly opensEscrow?: boolean;
}

/** A rule that every run must obey, judged by a fold over the journal. */
export interface Invariant {
  /** Stable: it labels reports. */
  readonly id: string;
  /** The rule, as a sentence. */
  readonly title: string;
  /** Where the rule comes from. */
  readonly source: string;
  /** The kinds of entry without which it cannot be judged. */
  readonly observes: readonly JournalKind[];
  readonly observableIn: readonly Environment[];
  open(context: OracleContext): Fold;
}
