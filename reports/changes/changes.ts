import type { RunOutcome } from './record.ts';

/** How something that is judged run after run stands now. */
export interface Change {
  readonly kind: 'scenario' | 'invariant';
  readonly name: string;
  /**
   * `new`: it fails, and did not the last time it was tried. `fixed`: the other way round. `still-failing`: it failed
   * the last time too. `flaky`: one seed gave both, or it went to and fro over the last runs.
   */
  readonly change: 'new' | 'fixed' | 'still-failing' | 'flaky';
  /** What it came to in this run. */
  readonly now: string;
  /** The last run in which it was good; null: none that is remembered. */
  readonly lastGood: string | null;
  /** In how many of the runs that are looked at it failed, and how many those are. */
  readonly failed: number;
  readonly of: number;
}

export interface Changes {
  /** The last earlier run that held; of a whole run, the last whole one. */
  readonly lastGood: string | null;
  /** How many earlier runs were looked at. */
  readonly compared: number;
  readonly items: readonly Change[];
}

/** How far back it is looked, runs. */
export const lookBack = 10;
/** So many changes of outcome within the look back are no trend any more. */
const toAndFro = 3;

/** What is new, fixed, still failing or flaky in the newest run, compared with those before it (oldest first). */
export function changesOf(now: RunOutcome, before: readonly RunOutcome[]): Changes {
  const earlier = before.filter(({ run }) => run !== now.run).slice(-lookBack);
  const items = [
    ...changesOfKind('scenario', now, earlier, ({ scenarios }) => scenarios, 'passed'),
    ...changesOfKind('invariant', now, earlier, ({ invariants }) => invariants, 'held'),
  ];
  return {
    lastGood:
      before.findLast(({ run, exit_code, partial }) => run !== now.run && exit_code === 0 && (now.partial || !partial))
        ?.run ?? null,
    compared: earlier.length,
    items,
  };
}

function changesOfKind(
  kind: Change['kind'],
  now: RunOutcome,
  earlier: readonly RunOutcome[],
  outcomes: (run: RunOutcome) => Readonly<Record<string, string>>,
  good: string,
): Change[] {
  return Object.entries(outcomes(now)).flatMap(([name, outcome]): Change[] => {
    const past = earlier.flatMap((run) => {
      const then = outcomes(run)[name];
      return then === undefined ? [] : [{ run: run.run, seed: run.seed, good: then === good }];
    });
    const isGood = outcome === good;
    const all = [...past, { run: now.run, seed: now.seed, good: isGood }];
    const last = past.at(-1);
    const bySeed = all.some((one) => all.some((other) => other.seed === one.seed && other.good !== one.good));
    const turns = all.filter((one, index) => index > 0 && all[index - 1]?.good !== one.good).length;
    const change = flakyOr(bySeed || turns >= toAndFro, isGood, last?.good);
    if (change === undefined) return [];
    return [
      {
        kind,
        name,
        change,
        now: outcome,
        lastGood: past.findLast((one) => one.good)?.run ?? null,
        failed: all.filter((one) => !one.good).length,
        of: all.length,
      },
    ];
  });
}

function flakyOr(flaky: boolean, isGood: boolean, wasGood: boolean | undefined): Change['change'] | undefined {
  if (flaky) return 'flaky';
  if (isGood) return wasGood === false ? 'fixed' : undefined;
  return wasGood === false ? 'still-failing' : 'new';
}
