import { memoryBlobs } from '../../simulators/kernel/journal/blobs.ts';
import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';
import type { Plan } from '../faults/plan/schema.ts';
import { excuses } from '../faults/registry.ts';
import { worst } from '../oracle/combine.ts';
import { type InvariantVerdict, judgeJournal, type Outcome } from '../oracle/judge.ts';
import { invariants } from '../oracle/registry.ts';
import { type PlayOptions, playPlan } from './play-plan.ts';
import { violatedOn } from './violated-on.ts';

/** What a plan came to. */
export interface PlanRun {
  readonly entries: readonly JournalEntry[];
  readonly verdicts: readonly InvariantVerdict[];
  readonly outcome: Outcome;
  /** Steps that could not be carried out, and why. */
  readonly refused: readonly string[];
  /**
   * Whether the violation that the plan expects was seen, on its message if it names one; undefined when it expects none.
   */
  readonly reproduced: boolean | undefined;
}

export interface RunOptions extends Partial<PlayOptions> {
  readonly clock: 'virtual';
}

/** Plays a plan on the virtual clock and judges it. The verdicts end the journal. @throws StageFailure */
export async function runPlan(plan: Plan, options: RunOptions): Promise<PlanRun> {
  const blobs = options.blobs ?? memoryBlobs();
  const { entries, refused, append } = await playPlan(plan, { ...options, blobs });
  const verdicts = judgeJournal(entries, {
    named: plan.invariants ?? invariants.map(({ id }) => id),
    context: { blob: (name) => blobs.get(name), excuses, recordsFrom: 'subject' },
  });
  for (const verdict of verdicts) append('verdict.invariant', verdict);
  return { entries, verdicts, outcome: worst(verdicts), refused, reproduced: reproduces(plan, verdicts, entries) };
}

export function reproduces(
  { expect }: Plan,
  verdicts: readonly InvariantVerdict[],
  entries: readonly JournalEntry[],
): boolean | undefined {
  if (!expect) return undefined;
  const { violated, canary } = expect;
  const verdict = verdicts.find(({ invariant, outcome }) => invariant === violated && outcome === 'violated');
  return verdict !== undefined && (canary === undefined || violatedOn(verdict, entries).includes(canary));
}
