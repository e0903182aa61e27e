import fc from 'fast-check';
import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';
import { parseDuration } from '../faults/duration.ts';
import { checkPlan } from '../faults/plan/read-plan.ts';
import type { Plan } from '../faults/plan/schema.ts';
import { planOf } from './arbitrary/plan.ts';
import { swarm } from './arbitrary/swarm.ts';
import type { WorldResult } from './explore.ts';
import { explored } from './explored-faults.ts';
import { type PlanRun, runPlan } from './run-plan.ts';

/** The plan of one world of an exploration: always the same one. */
export function planAt(seed: number, index: number): Plan {
  const [made] = fc.sample(planOf(swarm(seed, index, explored)), { seed: seed ^ (index * 0x9e3779b1), numRuns: 1 });
  if (!made) throw new Error('fast-check sampled nothing');
  return checkPlan({ ...made, name: `explore ${seed}/${index}`, steps: inOrder(made) }, `world ${index}`);
}

/** Plays and judges one world of an exploration. */
export async function exploreWorld(seed: number, index: number): Promise<WorldResult> {
  const plan = planAt(seed, index);
  try {
    return { index, ...summary(await runPlan(plan, { clock: 'virtual' })) };
  } catch (error) {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { index, head: why, virtual_ms: 0, exercised: [], fired: {}, violated: [], unknown: [why] };
  }
}

/** What a run shows, without its journal. */
export function summary({ entries, verdicts }: PlanRun): Omit<WorldResult, 'index'> {
  const fired: Record<string, number> = {};
  const unknown: string[] = [];
  for (const { kind, data } of entries) {
    if (kind === 'fault.injected') fired[data.fault] = (fired[data.fault] ?? 0) + 1;
    else if (kind === 'world.crashed') unknown.push(`the simulator crashed: ${data.label}: ${data.error}`);
    else if (kind === 'world.settled' && !data.quiet) unknown.push('the world did not come to rest');
  }
  for (const { invariant, outcome, judged, reason } of verdicts) {
    // Nothing to judge is no answer in a rehearsal; here another world has something.
    const empty = judged === 0 && !reason?.startsWith('the check crashed');
    if (outcome === 'unknown' && !empty) unknown.push(`${invariant}: ${reason}`);
  }
  return {
    head: entries.at(-1)?.hash ?? '',
    virtual_ms: span(entries),
    exercised: verdicts.filter(({ judged }) => judged > 0).map(({ invariant }) => invariant),
    fired,
    violated: verdicts.filter(({ outcome }) => outcome === 'violated').map(({ invariant }) => invariant),
    unknown,
  };
}

function span(entries: readonly JournalEntry[]): number {
  const [first, last] = [entries[0], entries.at(-1)];
  return first && last ? Date.parse(last.at) - Date.parse(first.at) : 0;
}

/** Steps as they happen, for people who read the plan. */
export const inOrder = ({ steps }: Plan): Plan['steps'] =>
  [...steps].sort((a, b) => (parseDuration(a.at) ?? 0) - (parseDuration(b.at) ?? 0));
