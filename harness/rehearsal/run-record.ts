import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { changesOf } from '../../reports/changes/changes.ts';
import { readHistory } from '../../reports/changes/history-file.ts';
import type { RunOutcome } from '../../reports/changes/record.ts';
import { entriesOf } from '../../reports/verdicts/entries.ts';
import type { RunRecord, ScenarioRecord } from '../../reports/verdicts/model.ts';
import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';
import { sourceVersion } from '../explore/source-version.ts';
import { combine } from '../oracle/combine.ts';
import { invariants } from '../oracle/registry.ts';
import type { Outcome } from './outcome.ts';
import type { ProgressEvent } from './progress-events.ts';
import { playAgain } from './replay-command.ts';
import type { RunFolder } from './run-folder.ts';

export interface RunToRecord {
  readonly folder: RunFolder;
  readonly outcome: Outcome;
  readonly events: readonly ProgressEvent[];
  readonly seed: number;
  /** Only a choice of the scenarios ran. */
  readonly partial: boolean;
  readonly startedAtMs: number;
  /** Options of the command line that name somebody else's subject, where one was judged. */
  readonly against?: string;
  /** The report's history folder. */
  readonly history: string;
  /** Said at the head of the page. */
  readonly facts: Readonly<Record<string, string>>;
}

/** A run as the verdict page shows it, and what is remembered of it. */
export function recordRun(run: RunToRecord): { readonly record: RunRecord; readonly remembered: RunOutcome } {
  const scenarios = scenariosOf(run);
  const remembered: RunOutcome = {
    run: basename(run.folder.path),
    started_at_ms: run.startedAtMs,
    seed: run.seed,
    // Nobody knows what of a real phone was updated over night.
    ...(run.outcome.phones.every(({ simulated }) => simulated) && {
      version: sourceVersion('simulators', 'harness', 'scenarios'),
    }),
    partial: run.partial,
    exit_code: run.outcome.exitCode,
    scenarios: Object.fromEntries(scenarios.map(({ title, failure }) => [title, failure?.class ?? 'passed'])),
    invariants: invariantOutcomes(scenarios),
  };
  const record: RunRecord = {
    run: remembered.run,
    exitCode: remembered.exit_code,
    facts: run.facts,
    scenarios,
    notHere: run.outcome.notHere,
    rules: invariants.map(({ id, title, source }) => ({ id, title, source })),
    changes: changesOf(remembered, readHistory(run.history)),
  };
  return { record, remembered };
}

/** Those that came to their end, in that order, and what was lost. */
function scenariosOf({ folder, outcome, events, against }: RunToRecord): ScenarioRecord[] {
  const written = journals(folder.scenarios);
  const record = (title: string, failure: ScenarioRecord['failure']): ScenarioRecord => {
    const judged = events.findLast((event) => event.event === 'judged' && event.title === title);
    const left = written.get(title);
    return {
      title,
      failure,
      verdicts: judged?.event === 'judged' ? judged.verdicts : [],
      journal: left?.journal ?? [],
      ...(left === undefined ? { replay: null } : playAgain(left.folder, against)),
    };
  };
  const ended = events.flatMap((event) =>
    event.event === 'scenario-ended' ? [record(event.title, event.failure)] : [],
  );
  const others = outcome.failures.filter(({ title }) => !ended.some((scenario) => scenario.title === title));
  return [...ended, ...others.map((failure) => record(failure.title, failure))];
}

/** Every scenario's journal by the name that it gives itself. */
function journals(
  folder: string,
): ReadonlyMap<string, { readonly folder: string; readonly journal: readonly JournalEntry[] }> {
  return new Map(
    globSync(join(folder, '**', 'journal.jsonl')).flatMap((file) => {
      const journal = entriesOf(readFileSync(file, 'utf8'));
      const [first] = journal;
      return first?.kind === 'world.started' ? [[first.data.scenario, { folder: dirname(file), journal }]] : [];
    }),
  );
}

function invariantOutcomes(scenarios: readonly ScenarioRecord[]): RunOutcome['invariants'] {
  const found: [string, 'held' | 'violated' | 'unknown'][] = [];
  for (const { invariant, counts } of combine(scenarios.map(({ verdicts }) => verdicts)).invariants) {
    if (counts.violated > 0) found.push([invariant, 'violated']);
    else if (counts.unknown > 0) found.push([invariant, 'unknown']);
    else if (counts.held > 0) found.push([invariant, 'held']);
  }
  return Object.fromEntries(found);
}
