import type { WorldResult } from '../explore.ts';
import { summary } from '../explore-world.ts';
import type { PlanRun } from '../run-plan.ts';
import type { NothingJudged } from './world-cut-short.ts';

/** What one world against a subject came to, and how much there was to judge. */
export interface AgainstResult extends WorldResult {
  /** Messages that people typed. */
  readonly messages: number;
  /** Records that the subject gave. */
  readonly records: number;
  /** Metadata rows that the subject gave. */
  readonly rows: number;
  /** Invariants that held, with something to judge. */
  readonly held: readonly string[];
}

export function againstResult(index: number, run: PlanRun): AgainstResult {
  const count = (kind: string): number => run.entries.filter((entry) => entry.kind === kind).length;
  return {
    index,
    ...summary(run),
    messages: count('ui.sent'),
    records: count('subject.record'),
    rows: count('subject.event'),
    held: run.verdicts.filter(({ outcome }) => outcome === 'held').map(({ invariant }) => invariant),
  };
}

/** A world that the subject let nobody judge. */
export const nothingJudged = (index: number, { message }: NothingJudged): AgainstResult => ({
  index,
  head: message,
  virtual_ms: 0,
  exercised: [],
  fired: {},
  violated: [],
  unknown: [message],
  messages: 0,
  records: 0,
  rows: 0,
  held: [],
});
