import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';
import type { JournalData, JournalKind } from '../../simulators/kernel/journal/kinds.ts';
import { provides } from './environments.ts';
import type { Environment, Fold, Invariant, OracleContext, Verdict } from './invariant.ts';
import { invariants as registered } from './registry.ts';

export type InvariantVerdict = JournalData['verdict.invariant'];
export type Outcome = 'held' | 'violated' | 'unknown';

export interface JudgeOptions {
  /** Ids of the invariants that the scenario must exercise. */
  readonly named: readonly string[];
  readonly context: OracleContext;
  /** Kinds of entry that this run's journal cannot hold, each with the reason: what the subject does not offer. */
  readonly unseen?: ReadonlyMap<JournalKind, string>;
  /** Default: the registry's. */
  readonly invariants?: readonly Invariant[];
}

/** Judges one run as it happens. */
export interface Judge {
  entry(entry: JournalEntry): void;
  /** One verdict an invariant, in the order of the registry. */
  finish(): readonly InvariantVerdict[];
}

interface Check {
  readonly invariant: Invariant;
  readonly fold: Fold | undefined;
  crash: string | undefined;
}

/**
 * Runs every invariant's fold over a journal. What the scenario did not name can still be violated; otherwise it is
 * `not-exercised`. A fold that throws answers unknown. A world that crashed answers unknown at best.
 * @throws RangeError when an invariant is named that does not exist
 */
export function judge({ named, context, unseen, invariants = registered }: JudgeOptions): Judge {
  for (const id of named) {
    if (!invariants.some((known) => known.id === id)) {
      throw new RangeError(`no invariant "${id}": there are ${invariants.map((known) => known.id).join(', ')}`);
    }
  }
  const checks = invariants.map((invariant): Check => {
    try {
      return { invariant, fold: invariant.open(context), crash: undefined };
    } catch (error) {
      return { invariant, fold: undefined, crash: String(error) };
    }
  });
  let environment: Environment | undefined;
  let worldCrash: string | undefined;

  function attempt<T>(check: Check, action: (fold: Fold) => T): T | undefined {
    if (!check.fold || check.crash !== undefined) return undefined;
    try {
      return action(check.fold);
    } catch (error) {
      check.crash = String(error);
      return undefined;
    }
  }

  function verdict(check: Check): InvariantVerdict {
    const { invariant } = check;
    const base = { invariant: invariant.id, judged: 0, violations: [] };
    if (environment && !observable(invariant, environment)) {
      const missing = invariant.observes.filter((kind) => environment && !provides(environment, kind));
      return { ...base, outcome: 'not-observable', reason: `${environment} journals have no ${missing.join(', ')}` };
    }
    const why = invariant.observes.flatMap((kind) => unseen?.get(kind) ?? []);
    if (why.length > 0) return { ...base, outcome: 'not-observable', reason: [...new Set(why)].join(', ') };
    const found = attempt(check, (fold) => fold.finish());
    if (!found) return { ...base, outcome: 'unknown', reason: `the check crashed: ${check.crash}` };
    const judged = worldCrash !== undefined && found.outcome === 'held' ? afterCrash(found, worldCrash) : found;
    if (judged.outcome === 'violated') {
      const { violations, note } = judged;
      return { ...base, outcome: 'violated', judged: judged.judged, reason: note ?? null, violations: [...violations] };
    }
    const reason = judged.outcome === 'held' ? (judged.note ?? null) : judged.reason;
    const outcome = named.includes(invariant.id) ? judged.outcome : 'not-exercised';
    return { ...base, outcome, judged: judged.judged, reason };
  }

  return {
    entry(entry) {
      if (entry.kind === 'world.started') environment = entry.data.environment;
      else if (entry.kind === 'world.crashed') worldCrash ??= `${entry.data.label}: ${entry.data.error}`;
      for (const check of checks) attempt(check, (fold) => fold.entry(entry));
    },
    finish: () => checks.map(verdict),
  };
}

const afterCrash = ({ judged }: Verdict, crash: string): Verdict => ({
  outcome: 'unknown',
  judged,
  reason: `the simulator crashed: ${crash}`,
});

/** Whether an environment's journals can show whether `invariant` holds. */
export function observable(invariant: Invariant, environment: Environment): boolean {
  // Beside somebody else's subject stand simulated phones: what can be seen with those can be, as far as journals have it.
  const like = environment === 'foreign-subject' ? 'simulated-phones' : environment;
  return invariant.observableIn.includes(like) && invariant.observes.every((kind) => provides(environment, kind));
}

export function judgeJournal(entries: Iterable<JournalEntry>, options: JudgeOptions): readonly InvariantVerdict[] {
  const running = judge(options);
  for (const entry of entries) running.entry(entry);
  return running.finish();
}
