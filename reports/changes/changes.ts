import type { RunOutcome } from './record.ts';

/** How something that is judged run after run stands now. */
export interface Change {
  readonly kind: 'scenario' | 'invariant';
  readonly name: string;
  /**
   * `new`: it fails, and did not the last time it was tried. `fixed`: the other way round. `still-failing`: it failed
   * the last time too. `flaky`: one seed gave both with nothing changed in between, or it went to and fro over the last
   * runs. That a nightly seed is the same every night makes no regression a flake.
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
      return then === undefined ? [] : [{ run: run.run, seed: run.seed, version: run.version, good: then === good }];
    });
    const isGood = outcome === good;
    const all = [...past, { run: now.run, seed: now.seed, version: now.version, good: isGood }];
    const last = past.at(-1);
    const flaky = bothWays(all) || turns(all) >= toAndFro;
    const change = flakyOr(flaky, isGood, last?.good);
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

interface Tried {
  readonly seed: number;
  readonly version: string | undefined;
  readonly good: boolean;
}

/** Whether one seed gave both with one version. Between versions, or where they are not known, something else may have changed. */
const bothWays = (all: readonly Tried[]): boolean =>
  all.some(
    ({ seed, version, good }) =>
      version !== undefined &&
      all.some((other) => other.seed === seed && other.version === version && other.good !== good),
  );

/** How often the outcome changed. */
const turns = (all: readonly Tried[]): number =>
  all.filter(({ good }, index) => index > 0 && all[index - 1]?.good !== good).length;

function flakyOr(flaky: boolean, isGood: boolean, wasGood: boolean | undefined): Change['change'] | undefined {
  if (flaky) return 'flaky';
  if (isGood) return wasGood === false ? 'fixed' : undefined;
  return wasGood === false ? 'still-failing' : 'new';
}
