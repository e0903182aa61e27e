import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonical } from '../../../simulators/kernel/journal/entry.ts';
import { writeCanaries } from '../../faults/plan/plan-canaries.ts';
import type { Plan } from '../../faults/plan/schema.ts';
import type { ReachedSubject } from '../../subject/integration/reach-subject.ts';
import type { KeptPlan } from '../keep-plans.ts';
import type { PlanRun } from '../run-plan.ts';
import { type AgainstResult, againstResult, nothingJudged } from './against-result.ts';
import { runAgainst } from './against-world.ts';
import { expecting, reduced } from './reduced.ts';
import { NothingJudged, WorldInterrupted } from './world-cut-short.ts';

export interface ExploreAgainstOptions {
  readonly reached: ReachedSubject;
  /** By index. */
  readonly plans: ReadonlyMap<number, Plan>;
  /** Worlds at a time. A tenant that is shared, or a container that may be stopped, has one at a time. */
  readonly together: number;
  /** Where plans that break something go. */
  readonly folder: string;
  /** A world begins. */
  readonly onWorld?: (index: number) => void;
  readonly onResult: (result: AgainstResult) => void;
  readonly onPlan: (kept: KeptPlan) => void;
  /** Told what could not be undone at the subject, a sentence each. */
  readonly onLeft?: (what: string) => void;
  /** Aborted: the worlds that are being played end at once, and none of them counts. */
  readonly signal: AbortSignal;
}

/**
 * Plays plans against somebody else's subject, several worlds at a time, and keeps a plan for each invariant that was broken
 * and for each world that could not be judged, beside the world's journal. The first for an invariant is made smaller: to the message that shows it. What
 * ends one world ends all: then none is being played any more when this throws.
 * @throws NoTenantError when there is no tenant to play with
 * @throws StageFailure when the phones do not come up
 * @throws SubjectUnreachable when nothing is answered any more where the subject was
 */
export async function exploreAgainst(options: ExploreAgainstOptions): Promise<void> {
  const { reached, plans, together, folder, onWorld = () => {}, onResult, onPlan, onLeft = () => {} } = options;
  const failed = new AbortController();
  const signal = AbortSignal.any([options.signal, failed.signal]);
  const waiting = [...plans].reverse();
  const smaller = new Set<string>();
  const write = (name: string, text: string): string => {
    mkdirSync(folder, { recursive: true });
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  };
  const keep = (name: string, what: string, plan: Plan): void =>
    onPlan({ what, file: write(`${name}.json`, `${JSON.stringify(plan, null, 2)}\n`) });

  async function keepWhatIsWrong(plan: Plan, run: PlanRun, { index, violated, unknown }: AgainstResult): Promise<void> {
    // On the wall clock it may not happen again: what happened is kept.
    if (unknown.length + violated.length > 0)
      write(`world-${index}.jsonl`, run.entries.map((entry) => `${canonical(entry)}\n`).join(''));
    if (unknown.length > 0) keep(`unknown-${index}`, unknown.join('; '), plan);
    for (const invariant of violated) {
      const first = !smaller.has(invariant);
      smaller.add(invariant);
      const shown = expecting(plan, invariant, run);
      // Where not everything could be judged, less happening shows no more.
      const tried = first && unknown.length === 0 && !signal.aborted;
      const kept = tried ? await reduced(shown, invariant, reached, signal) : shown;
      keep(`${invariant}-${index}`, `${invariant} violated, ${kept.steps.length} steps`, kept);
    }
  }

  async function play(index: number, given: Plan): Promise<void> {
    const plan = writeCanaries(given);
    onWorld(index);
    try {
      const run = await runAgainst(plan, reached, { signal, onLeft });
      const result = againstResult(index, run);
      onResult(result);
      await keepWhatIsWrong(plan, run, result);
    } catch (error) {
      if (error instanceof WorldInterrupted) return;
      if (!(error instanceof NothingJudged)) throw error;
      const result = nothingJudged(index, error);
      onResult(result);
      keep(`unknown-${index}`, error.message, plan);
    }
  }

  const work = async (): Promise<void> => {
    try {
      for (let next = waiting.pop(); next && !signal.aborted; next = waiting.pop()) await play(...next);
    } catch (error) {
      failed.abort(error); // the first one counts
    }
  };
  const isShared = reached.credentials.kind !== 'server' || reached.container !== undefined;
  const count = !isShared ? Math.min(together, waiting.length) : 1;
  await Promise.all([...Array(count)].map(work));
  if (failed.signal.aborted) throw failed.signal.reason;
}
