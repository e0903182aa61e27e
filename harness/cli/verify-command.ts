import { wallClock } from '../../simulators/kernel/wall/clock.ts';
import type { Checked } from '../subject/export/checked.ts';
import { SubjectError } from '../subject/subject.ts';
import { readCheckpoint } from '../verify/checkpoint-file.ts';
import { findExports } from '../verify/find-exports.ts';
import { folderExport } from '../verify/folder-export.ts';
import { InputError } from '../verify/input-error.ts';
import { readEvidence } from '../verify/journal-evidence.ts';
import { readKeyFile, readPrivateKeys } from '../verify/key-file.ts';
import { liveExport } from '../verify/live-export.ts';
import { type Verified, type VerifyWith, verifyExport, worst } from '../verify/verify-export.ts';
import { readRecordFile, verifyProofFile } from '../verify/verify-proof.ts';
import { UsageError } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { fromHere } from './show-rehearsal.ts';
import { type Terminal, terminal } from './terminal.ts';
import type { VerifyCommandOptions } from './verify.ts';

/** Where the token of a live archive's auditor is found: an argument would be seen by everybody on the machine. */
const tokenVariable = 'GREENROOM_SUBJECT_AUDITOR_TOKEN';

interface Named extends Pick<Verified, 'outcome' | 'export_id' | 'records' | 'checks'> {
  readonly name: string;
}

/** @throws UsageError when what is given cannot be used */
export async function verifyCommand(path: string | undefined, options: VerifyCommandOptions): Promise<number> {
  const screen = terminal(options.json ? process.stderr : process.stdout);
  try {
    const found = await verifyAll(path, options, (one) => show(screen, one));
    const outcome = worst(found);
    if (options.json) process.stdout.write(`${JSON.stringify({ outcome, exports: found })}\n`);
    const { green, red, yellow } = screen.paint;
    const colour = { held: green, violated: red, unknown: yellow }[outcome];
    screen.line(colour(outcome));
    return { held: exitCodes.held, violated: exitCodes.product, unknown: exitCodes.unknown }[outcome];
  } catch (error) {
    if (error instanceof InputError) throw new UsageError(error.message);
    if (!(error instanceof SubjectError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return exitCodes.harness;
  }
}

async function verifyAll(
  path: string | undefined,
  options: VerifyCommandOptions,
  onVerified: (one: Named) => void,
): Promise<readonly Named[]> {
  if ([path, options.url, options.proof].filter((said) => said !== undefined).length !== 1)
    throw new UsageError(
      'Say what to verify: the folder of an export, --url of a live archive, or --proof of a record; one of them.',
    );
  const all: Named[] = [];
  const add = (name: string, { digests: _, ...verified }: Verified): void => {
    const one = { name, ...verified };
    all.push(one);
    onVerified(one);
  };
  for (const [name, checks] of verifyProofs(options))
    add(name, { outcome: worst(checks), export_id: null, records: 1, digests: new Map(), checks });
  if (options.url !== undefined) add(options.url, await verifyLive(options.url, options));
  for (const { name, folder, journal } of path === undefined ? [] : findExports(path))
    add(name, verifyExport(folderExport(folder), verifyWith(options, journal)));
  return all;
}

/** @param beside the journal that lies beside the export */
function verifyWith(options: VerifyCommandOptions, beside?: string): VerifyWith {
  const file = options.journal ?? beside;
  const journal = file === undefined ? undefined : readEvidence(file);
  const keys = options.key === undefined ? undefined : readKeyFile(options.key);
  const logKey = keys?.log ?? journal?.log;
  return {
    journal,
    keys,
    checkpoints: (options.checkpoint ?? []).map((each) => readCheckpoint(each, logKey)),
    openWith: options.openWith === undefined ? undefined : readPrivateKeys(options.openWith),
  };
}

function* verifyProofs(options: VerifyCommandOptions): Generator<[string, readonly Checked[]]> {
  const { keys, journal, checkpoints = [] } = verifyWith(options);
  const records = (options.record ?? []).map(readRecordFile);
  const known = { key: keys?.log ?? journal?.log, records, checkpoints };
  for (const file of options.proof ?? []) yield [file, verifyProofFile(file, known)];
}

async function verifyLive(url: string, options: VerifyCommandOptions): Promise<Verified> {
  const auditorToken = process.env[tokenVariable];
  if (auditorToken === undefined || auditorToken === '')
    throw new UsageError(`${tokenVariable} is not set: --url needs the token of the tenant's auditor there.`);
  const knowing = verifyWith(options);
  const clock = wallClock((label, error) => {
    throw new Error(label, { cause: error });
  });
  try {
    const iOwnThisHost = options.iOwnThisHost === true;
    const live = await liveExport({ clock, fetch, url, auditorToken, iOwnThisHost });
    const verified = verifyExport(live.source, knowing);
    const checks = [...verified.checks, await live.pages(verified.digests)];
    return { ...verified, checks, outcome: worst(checks) };
  } finally {
    clock.stop();
  }
}

function show({ line, paint }: Terminal, { name, export_id, records, checks }: Named): void {
  const held = export_id === null ? '' : `${export_id}, `;
  line(
    `${URL.canParse(name) ? name : fromHere(name)} ${paint.dim(`${held}${records} record${records === 1 ? '' : 's'}`)}`,
  );
  const marks = { held: paint.green('held    '), violated: paint.red('violated'), unknown: paint.yellow('unknown ') };
  for (const { check, outcome, judged, findings } of checks) {
    line(`  ${marks[outcome]}  ${check} ${paint.dim(`(${judged})`)}`);
    for (const finding of findings) line(`            ${finding}`);
  }
}
