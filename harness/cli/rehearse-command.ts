import { randomInt } from 'node:crypto';
import { globSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { findAdb } from '../farm/android-home.ts';
import type { Farm } from '../farm/farm.ts';
import { loadFarm } from '../farm/read-farm.ts';
import { RehearsalFailure } from '../rehearsal/failure.ts';
import { watchInterrupts } from '../rehearsal/interrupt.ts';
import { outcome } from '../rehearsal/outcome.ts';
import { type RehearseOptions, rehearse } from '../rehearsal/rehearse.ts';
import { type RunSubject, runSubject } from '../rehearsal/run-subject.ts';
import { type Summary, summary } from '../rehearsal/summary.ts';
import { SubjectFileError } from '../subject/integration/subject-file.ts';
import { integer, UsageError } from './command.ts';
import { examine } from './doctor/examine.ts';
import { remedyWords } from './doctor/fix.ts';
import { exitCodes } from './exit-codes.ts';
import { packageRoot } from './package-root.ts';
import type { RehearseCommandOptions } from './rehearse.ts';
import { fromHere, showResult, watchOn } from './show-rehearsal.ts';
import { duration, type Terminal, terminal } from './terminal.ts';

/** @returns the exit code. With --json the last thing on standard output is one line of JSON, whatever happens. */
export async function rehearseCommand(options: RehearseCommandOptions): Promise<number> {
  const began = performance.now();
  const json = options.json === true;
  const printLine = process.stdout.write.bind(process.stdout);
  const screen = terminal(json ? process.stderr : process.stdout);
  const finish = (line: Summary, exitCode: number): number => {
    if (json) printLine(`${JSON.stringify(line)}\n`);
    return exitCode;
  };
  let specs: readonly string[] = [];
  const interrupt = watchInterrupts();
  try {
    const farm = loadFarm(options.farm);
    const seed = options.seed === undefined ? freshSeed() : integer('--seed', options.seed);
    specs = findSpecs(options.spec);
    const subject = await subjectOf(options, farm);
    const against = subject === undefined ? '' : `, against ${subject.settings.url}`;
    screen.line(`${screen.paint.bold('Greenroom')} rehearsal on ${farm.source}, seed ${seed}${against}`);
    const { tunnel, adb } = await prepare(screen);
    const result = await rehearse({
      farm,
      specs,
      partial: options.spec !== undefined,
      seed,
      packageRoot,
      config: join(packageRoot, ...(isBuilt ? ['dist', 'wdio.conf.js'] : ['wdio.conf.ts'])),
      adb,
      tunnel,
      places: places(options.out, subject?.settings.url),
      ...(subject && { subject }),
      keep: options.keep === true,
      interrupt,
      ...worldProgram(),
      watch: watchOn(screen),
    });
    showResult(screen, { ...result, summary: readable(result.summary) });
    return finish(readable(result.summary), result.exitCode);
  } catch (error) {
    if (!(error instanceof RehearsalFailure)) throw error;
    screen.line(screen.paint.red(error.message));
    return finish(
      summary(outcome({ events: [], specs, partial: true }), null, performance.now() - began),
      exitCodes.harness,
    );
  } finally {
    interrupt.release();
  }
}

const isBuilt = extname(import.meta.filename) === '.js';

/** `GREENROOM_WORLD` names another program in the place of the world process: how the rig itself is tested. */
function worldProgram(): { readonly worldProgram?: string } {
  const program = process.env['GREENROOM_WORLD'];
  return program === undefined || program === '' ? {} : { worldProgram: resolve(program) };
}

function freshSeed(): number {
  const given = process.env['GREENROOM_SEED'];
  return given === undefined || given === '' ? randomInt(1, 2 ** 31) : integer('GREENROOM_SEED', given);
}

function findSpecs(globs: readonly string[] | undefined): string[] {
  const folder = isBuilt ? join(packageRoot, 'dist', 'scenarios') : join(packageRoot, 'scenarios');
  const patterns = globs ?? [join(folder, '**', `*.e2e${extname(import.meta.filename)}`)];
  const found = patterns.flatMap((pattern) => {
    const files = globSync(pattern).map((file) => resolve(file));
    if (files.length === 0)
      throw new UsageError(`No scenario matches ${JSON.stringify(pattern)}. Scenarios are in ${folder}.`);
    return files;
  });
  return [...new Set(found)].sort();
}

/** What changed since the last good run is asked of runs against the same subject. */
function places(out: string | undefined, against: string | undefined): RehearseOptions['places'] {
  const history = against === undefined ? ['history'] : ['history', `against-${against.replaceAll(/\W+/g, '-')}`];
  if (out === undefined) {
    const reports = resolve('reports');
    return { runs: resolve('out'), report: join(reports, 'out'), history: join(reports, ...history) };
  }
  const folder = resolve(out);
  return { runs: folder, report: join(folder, 'report'), history: join(folder, ...history) };
}

/** Somebody else's subject, where one is named. @throws UsageError, RehearsalFailure */
async function subjectOf(
  { against: url, config, iOwnThisHost }: RehearseCommandOptions,
  farm: Farm,
): Promise<RunSubject | undefined> {
  if (url === undefined) {
    if (config !== undefined || iOwnThisHost)
      throw new UsageError('--config and --i-own-this-host need --against URL.');
    return undefined;
  }
  try {
    const named = { url, ...(config !== undefined && { config }), iOwnThisHost: iOwnThisHost === true };
    return await runSubject({ ...named, farm, env: process.env });
  } catch (error) {
    if (error instanceof SubjectFileError) throw new UsageError(error.message);
    throw error;
  }
}

/**
 * Everything that the machine lacks and may be given, before anything starts. `GREENROOM_IPHONES=url` reaches simulated
 * iPhones without the tunnel although it could be had. @throws RehearsalFailure
 */
async function prepare(screen: Terminal): Promise<{ readonly tunnel: boolean; readonly adb: string }> {
  const machine = { packageRoot, platform: process.platform, env: process.env };
  const began = performance.now();
  const { findings, fit } = await examine({ machine, quick: true, fix: 'required', print: screen.line });
  for (const finding of findings) {
    if (finding.ok) continue;
    const text = `${finding.name}: ${finding.detail}. ${remedyWords(finding)}`;
    if (finding.required) throw new RehearsalFailure(text);
    screen.line(screen.paint.yellow(text));
  }
  const adb = findAdb();
  if (!fit || adb === undefined) throw new RehearsalFailure('This machine lacks something. Run "greenroom doctor".');
  screen.passing(`machine looked over in ${duration(performance.now() - began)}`);
  const tunnel = findings.every(({ name, ok }) => ok || !name.startsWith('iPhone'));
  return { tunnel: tunnel && process.env['GREENROOM_IPHONES'] !== 'url', adb };
}

const readable = (line: Summary): Summary => (line.report === null ? line : { ...line, report: fromHere(line.report) });
