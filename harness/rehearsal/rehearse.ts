import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { buildReport } from '../../reports/build-report.ts';
import { rememberRun } from '../../reports/changes/history-file.ts';
import { markResults } from '../../reports/changes/mark-results.ts';
import { changesSummary } from '../../reports/changes/words.ts';
import { runPage } from '../../reports/verdicts/run-page.ts';
import type { Farm } from '../farm/farm.ts';
import { RehearsalFailure } from './failure.ts';
import { type Interrupt, interruptedExit } from './interrupt.ts';
import { type Outcome, outcome } from './outcome.ts';
import { type ProgressEvent, preflightWords } from './progress-events.ts';
import { type Rig, startRig } from './rig.ts';
import { makeRunFolder, pruneRuns, type RunFolder } from './run-folder.ts';
import { recordRun } from './run-record.ts';
import { loadRunner, runSpecs, type SpecRunEnd } from './run-specs.ts';
import type { RunSubject } from './run-subject.ts';
import { runnerComplaint } from './runner-complaint.ts';
import { type Summary, summary } from './summary.ts';

/** How many runs stay. */
export const keptRuns = 10;

export interface RehearseOptions {
  readonly farm: Farm;
  /** Absolute paths of spec files; at least one. */
  readonly specs: readonly string[];
  /** Whether the specs are a choice of what there is. */
  readonly partial: boolean;
  readonly seed: number;
  readonly packageRoot: string;
  /** wdio's configuration file. */
  readonly config: string;
  readonly adb: string;
  readonly tunnel: boolean;
  readonly places: { readonly runs: string; readonly report: string; readonly history: string };
  /** Older runs are not removed. */
  readonly keep: boolean;
  readonly interrupt: Interrupt;
  readonly worldProgram?: string;
  /** Somebody else's archive and webhook receiver in the place of ours. */
  readonly subject?: RunSubject;
  readonly watch: Watch;
}

/** What a rehearsal tells whoever looks on. */
export interface Watch {
  /** A part came up. */
  up(what: string, ms: number): void;
  /** What is being waited for right now. */
  doing(what: string): void;
  event(event: ProgressEvent): void;
}

export interface RehearsalResult {
  readonly exitCode: number;
  readonly summary: Summary;
  readonly lost: Outcome['lost'];
  readonly folder: string;
  /** Why there is no report, where there is none. */
  readonly withoutReport: string | null;
  /** The page of verdicts, or null where none was made. */
  readonly verdicts: string | null;
}

/**
 * The main job: starts worlds and phones, runs the specs on them, stops everything, makes the report. Whatever happens,
 * no process, port or temporary folder is left.
 * @throws RehearsalFailure when it could not be carried out; no report is made then
 */
export async function rehearse(options: RehearseOptions): Promise<RehearsalResult> {
  const { interrupt, watch, specs, seed } = options;
  const startedAt = new Date();
  const began = performance.now();
  const folder = makeRunFolder(options.places.runs, seed, startedAt);
  if (!options.keep) pruneRuns(options.places.runs, keptRuns);
  const token = randomBytes(32).toString('base64url');
  const events: ProgressEvent[] = [];
  let rig: Rig | undefined;
  let end: SpecRunEnd;
  try {
    watch.doing('starting the world, adb and Appium');
    const runner = loadRunner(); // takes a second of its own, while the phones start
    runner.catch(() => {}); // told of when it is awaited
    rig = await startRig(
      {
        farm: options.farm,
        folder,
        token,
        packageRoot: options.packageRoot,
        tunnel: options.tunnel,
        signal: interrupt.signal,
        report: watch.up,
        ...(options.worldProgram === undefined ? {} : { worldProgram: options.worldProgram }),
        ...(options.subject && { subject: options.subject }),
      },
      options.adb,
    );
    watch.doing('starting the sessions');
    end = await runSpecs({
      config: options.config,
      description: {
        seed,
        specs: [...specs],
        pairs: [...rig.pairs],
        logs: folder.logs,
        allureResults: folder.allureResults,
        progress: folder.progress,
        ...(options.subject && { subject: { url: options.subject.settings.url, options: options.subject.options } }),
      },
      token,
      interrupt,
      lost: rig.lost,
      onEvent(event) {
        events.push(event);
        watch.event(event);
      },
    });
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
    end = { end: 'interrupted' };
  } finally {
    watch.doing('stopping');
    await rig?.stop();
  }
  if (end.end === 'lost') throw new RehearsalFailure(`${end.what}. Logs: ${folder.logs}.`);
  const result = outcome({
    events,
    specs,
    partial: options.partial,
    interrupted: end.end === 'interrupted',
    runnerCode: end.end === 'finished' ? end.code : 0,
    complaint: runnerComplaint(folder.logs),
  });
  const concluded = (report: Report, exitCode: number): RehearsalResult =>
    conclude({
      folder,
      result,
      report,
      exitCode,
      wallMs: performance.now() - began,
      against: options.subject?.settings.url,
    });
  if (end.end === 'interrupted') return concluded({ path: null, why: 'interrupted', verdicts: null }, interruptedExit);
  watch.doing('making the report');
  const report = await makeReport(options, folder, result, { events, startedAtMs: startedAt.getTime() });
  return concluded(report, judge(result, report));
}

/** The file in which a run's verdicts are read, in the run's folder and beside the report. */
const verdictPage = 'verdicts.html';

type Report = { readonly verdicts: string | null } & (
  | { readonly path: string; readonly why: null }
  | { readonly path: null; readonly why: string }
);

/** A report that could not be made is a failure of the harness, unless something worse is known. */
function judge(result: Outcome, report: Report): number {
  if (report.path === null && (result.exitCode === 0 || result.exitCode === 4)) return 3;
  return result.exitCode;
}

async function makeReport(
  options: RehearseOptions,
  folder: RunFolder,
  result: Outcome,
  { events, startedAtMs }: { readonly events: readonly ProgressEvent[]; readonly startedAtMs: number },
): Promise<Report> {
  const { history, report } = options.places;
  const facts = {
    Seed: String(options.seed),
    Farm: options.farm.source,
    ...(options.subject && { Subject: options.subject.settings.url }),
    ...Object.fromEntries(
      result.phones.map(({ os, driver, simulated }, index) => [
        `Phone ${index + 1}`,
        `${os}, ${driver}, ${simulated ? 'simulated' : 'real'}`,
      ]),
    ),
    ...Object.fromEntries(
      events.flatMap((event) =>
        event.event === 'preflight' ? [[`Preflight of ${event.phone}`, preflightWords(event)]] : [],
      ),
    ),
  };
  const { seed, partial } = options;
  const { subject } = options;
  const against = subject && { against: subject.options };
  const run = { folder, outcome: result, events, seed, partial, startedAtMs, history, facts, ...against };
  let verdicts: string | null = null;
  try {
    const { record, remembered } = recordRun(run);
    const page = runPage(record);
    verdicts = join(folder.path, verdictPage);
    writeFileSync(verdicts, page);
    markResults(folder.allureResults, record.changes);
    const path = await buildReport({
      results: folder.allureResults,
      output: report,
      history,
      pages: { [verdictPage]: page },
      facts: {
        run: basename(folder.path),
        startedAtMs,
        environment: {
          'Since the last good run': changesSummary(record.changes),
          ...facts,
          ...(result.notHere.length > 0 && { 'Not tried here': `${result.notHere.length} scenarios` }),
          Node: process.version,
          System: `${process.platform} ${process.arch}`,
        },
      },
    });
    rememberRun(history, remembered);
    return { path, why: null, verdicts: join(report, verdictPage) };
  } catch (error) {
    return { path: null, why: error instanceof Error ? error.message : String(error), verdicts };
  }
}

interface Concluded {
  readonly folder: RunFolder;
  readonly result: Outcome;
  readonly report: Report;
  readonly wallMs: number;
  readonly exitCode: number;
  readonly against: string | undefined;
}

function conclude({ folder, result, report, wallMs, exitCode, against }: Concluded): RehearsalResult {
  const sum = summary(result, report.path, wallMs, against);
  writeFileSync(join(folder.path, 'summary.json'), `${JSON.stringify({ ...sum, exit_code: exitCode })}\n`);
  return {
    exitCode,
    summary: sum,
    lost: result.lost,
    folder: folder.path,
    withoutReport: report.why,
    verdicts: report.verdicts,
  };
}
