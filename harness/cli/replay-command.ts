import { readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';
import { JournalError, parseJournal } from '../../simulators/kernel/journal/reader.ts';
import { isAgainst } from '../explore/against/against-name.ts';
import { aligned } from '../explore/align.ts';
import { NoPlanError, planFromJournal } from '../explore/plan-from-journal.ts';
import { openReplayFolder, type ReplayFolder } from '../explore/replay-folder.ts';
import { type PlanRun, runPlan } from '../explore/run-plan.ts';
import { PlanError } from '../faults/plan/plan-error.ts';
import { checkPlan, readPlan, whyUnreadable } from '../faults/plan/read-plan.ts';
import { type Plan, planJsonSchema } from '../faults/plan/schema.ts';
import { interruptedExit } from '../rehearsal/interrupt.ts';
import { makeFreshFolder } from '../rehearsal/out-folder.ts';
import type { ReachedSubject } from '../subject/integration/reach-subject.ts';
import { isEnvironmentFailure, reachAgainst, requireAgainst } from './against-subject.ts';
import { integer, UsageError } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import type { ReplayCommandOptions } from './replay.ts';
import { replayAgainst } from './replay-against.ts';
import { showReplay } from './show-replay.ts';
import { shrinkReplay } from './shrink-replay.ts';
import { terminal } from './terminal.ts';

interface Source {
  readonly plan: Plan;
  /** The journal that the plan was made from. */
  readonly entries?: readonly JournalEntry[];
}

/** A journal whose run came to its end has `world.ended` in it. */
const cutOff = ({ entries }: Source): boolean => entries?.every(({ kind }) => kind !== 'world.ended') ?? false;

/** @throws UsageError when the file or an option cannot be used */
export async function replayCommand(file: string | undefined, options: ReplayCommandOptions): Promise<number> {
  if (options.schema) {
    process.stdout.write(`${JSON.stringify(planJsonSchema(), null, 2)}\n`);
    return exitCodes.held;
  }
  if (file === undefined)
    throw new UsageError('replay needs a file: "greenroom replay plan.json", or a journal.jsonl.');
  const source = read(file);
  const seed = options.seed === undefined ? source.plan.seed : integer('--seed', options.seed);
  const plan: Plan = { ...source.plan, seed };
  const reached = await subjectOf(options, plan, file);
  if (cutOff(source))
    process.stderr.write(
      `${file}: the journal is incomplete: it breaks off before world.ended. What it tells until then is replayed.\n`,
    );
  if (!reached && isForeign(source))
    process.stderr.write(
      `${file}: this was played against somebody else's subject, and is played with ours now. Add --against URL to play it there.\n`,
    );
  const folder = openReplayFolder(options.out === undefined ? freshFolder(file) : resolve(options.out));
  try {
    const run = reached
      ? await replayAgainst(plan, reached, folder, terminal(options.json ? process.stderr : process.stdout))
      : await runPlan(plan, { clock: 'virtual', blobs: folder.blobs, sink: folder.sink });
    if (typeof run === 'number') return run;
    keep(folder, plan, run);
    const exitCode = exitCodeOf(run);
    if (!options.json) {
      const both = run.reproduced === false && source.entries ? aligned(source.entries, run.entries) : [];
      showReplay({ file, plan, run, folder: folder.path, aligned: both });
    }
    const screen = terminal(options.json ? process.stderr : process.stdout);
    const shrunk = options.shrink ? await shrinkReplay(plan, run, folder.path, screen) : null;
    if (options.json) {
      const { outcome, reproduced = null, refused, verdicts } = run;
      const about = { seed, out: folder.path, incomplete: cutOff(source), shrunk, refused, verdicts };
      process.stdout.write(`${JSON.stringify({ outcome, reproduced, exit_code: exitCode, ...about })}\n`);
    }
    if (shrunk?.interrupted) return interruptedExit;
    return exitCode;
  } catch (error) {
    if (!isEnvironmentFailure(error)) throw error;
    process.stderr.write(`${file}: ${error.message.replace(/\.$/, '')}. Look at ${folder.path}.\n`);
    return exitCodes.harness;
  } finally {
    folder.close();
  }
}

/** The subject that is to be played against, where one is. @throws UsageError */
async function subjectOf(options: ReplayCommandOptions, plan: Plan, file: string): Promise<ReachedSubject | undefined> {
  const { against, config, iOwnThisHost, shrink } = options;
  if (against === undefined) {
    if (config !== undefined || iOwnThisHost)
      throw new UsageError('--config and --i-own-this-host need --against URL.');
    return undefined;
  }
  if (shrink)
    throw new UsageError(
      `--shrink plays on the virtual clock. "greenroom explore --against ${against} --plan ${file}" makes a plan smaller there.`,
    );
  requireAgainst(plan, file);
  return reachAgainst({ against, ...(config !== undefined && { config }), ...(iOwnThisHost && { iOwnThisHost }) });
}

/** Whether it tells of a world beside somebody else's subject. */
const isForeign = ({ plan, entries }: Source): boolean =>
  entries
    ? entries.some(({ kind, data }) => kind === 'world.started' && data.environment === 'foreign-subject')
    : isAgainst(plan);

/** A violation that was to be reproduced and was, is a violation. */
function exitCodeOf({ outcome, reproduced }: PlanRun): number {
  if (reproduced === false) return exitCodes.notReproduced;
  return { held: exitCodes.held, violated: exitCodes.product, unknown: exitCodes.unknown }[outcome];
}

function keep({ path }: ReplayFolder, plan: Plan, { verdicts }: PlanRun): void {
  writeFileSync(join(path, 'plan.json'), `${JSON.stringify(plan, null, 2)}\n`);
  writeFileSync(join(path, 'verdicts.json'), `${JSON.stringify(verdicts, null, 2)}\n`);
}

function read(file: string): Source {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file}: ${whyUnreadable(error)}`);
  }
  try {
    if (extname(file) !== '.jsonl' && !isJournal(text)) return { plan: readPlan(text, file) };
    // A run that was killed leaves half a line at the end: everything before it counts.
    const entries = [...parseJournal(text.slice(0, text.lastIndexOf('\n') + 1), file)];
    return { plan: checkPlan(planFromJournal(entries), file), entries };
  } catch (error) {
    if (error instanceof PlanError) throw new UsageError(error.message);
    if (error instanceof NoPlanError)
      throw new UsageError(`${file}: ${error.message}. Give another journal, or a plan.`);
    if (error instanceof JournalError) {
      throw new UsageError(`${error.message}. Only a journal as it was written can be replayed; a plan may be edited.`);
    }
    throw error;
  }
}

/** JSON Lines whose first line is an entry, whatever the file is called. */
function isJournal(text: string): boolean {
  try {
    const first: unknown = JSON.parse(text.slice(0, text.indexOf('\n')));
    return typeof first === 'object' && first !== null && 'seq' in first && 'kind' in first;
  } catch {
    return false;
  }
}

/** `out/replays/<name of the file or its folder>`, with a number when that is taken. */
function freshFolder(file: string): string {
  const own = basename(file, extname(file));
  const name = own === 'plan' || own === 'journal' ? basename(dirname(resolve(file))) : own;
  return makeFreshFolder(join('out', 'replays'), name);
}
