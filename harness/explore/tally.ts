import { createHash } from 'node:crypto';
import { invariants } from '../oracle/registry.ts';
import type { WorldResult } from './explore.ts';
import { explored } from './explored-faults.ts';

/** What an exploration came to: the line that `greenroom explore --json` ends with. */
export interface ExplorationSummary {
  readonly worlds: number;
  /** Worlds in which an invariant was violated. */
  readonly violations: number;
  /** Worlds in which something could not be judged. */
  readonly unknown: number;
  /** In how many worlds each invariant had something to judge. */
  readonly exercised: Readonly<Record<string, number>>;
  /** How often each fault was injected. */
  readonly fired: Readonly<Record<string, number>>;
  /** Invariants and faults that were seen too seldom for a run of this size to mean something. */
  readonly sometimes_missed: readonly string[];
  readonly worlds_per_s: number;
  readonly virtual_s_per_wall_s: number;
  /** SHA-256 over the heads of the worlds' journals, in the order of their indexes. */
  readonly digest: string;
}

/** An invariant must be exercised in so much of all worlds. */
const leastExercised = 0.01;
/**
 * A fault must fire so often in a run of `fullRun` worlds; in a smaller one in proportion, less two standard deviations of
 * what comes by chance.
 */
const leastFired = 20;
const fullRun = 2_000;

export interface Timing {
  /** Worlds and virtual time that were played now, not taken over from an interrupted run. */
  readonly worlds: number;
  readonly virtualMs: number;
  readonly wallMs: number;
}

export function tally(results: Iterable<WorldResult>, timing: Timing): ExplorationSummary {
  const inOrder = [...results].sort((a, b) => a.index - b.index);
  const exercised = new Map(invariants.map(({ id }) => [id, 0]));
  const fired = new Map(explored.map(({ id }) => [id, 0]));
  const digest = createHash('sha256');
  for (const result of inOrder) {
    digest.update(`${result.head}\n`);
    for (const id of result.exercised) exercised.set(id, (exercised.get(id) ?? 0) + 1);
    for (const [id, count] of Object.entries(result.fired)) fired.set(id, (fired.get(id) ?? 0) + count);
  }
  const worlds = inOrder.length;
  const share = (leastFired * worlds) / fullRun;
  const enough = worlds < fullRun ? Math.max(1, Math.floor(share - 2 * Math.sqrt(share))) : leastFired;
  const seconds = timing.wallMs / 1_000;
  return {
    worlds,
    violations: inOrder.filter(({ violated }) => violated.length > 0).length,
    unknown: inOrder.filter(({ unknown }) => unknown.length > 0).length,
    exercised: Object.fromEntries(exercised),
    fired: Object.fromEntries(fired),
    sometimes_missed: [
      ...[...exercised].filter(([, count]) => count < Math.max(1, worlds * leastExercised)).map(([id]) => id),
      ...[...fired].filter(([, count]) => count < enough).map(([id]) => id),
    ],
    worlds_per_s: round(timing.worlds / seconds),
    virtual_s_per_wall_s: round(timing.virtualMs / 1_000 / seconds),
    digest: digest.digest('hex'),
  };
}

const round = (value: number): number => (Number.isFinite(value) ? Math.round(value * 10) / 10 : 0);
