import type { Command } from 'commander';
import { carryOut } from './command.ts';

interface Options {
  readonly journal?: string;
  readonly proof?: readonly string[];
  readonly record?: readonly string[];
  readonly checkpoint?: readonly string[];
  readonly key?: string;
  readonly openWith?: string;
  readonly url?: string;
  readonly iOwnThisHost?: true;
  readonly json?: true;
}

/** `greenroom verify`: an export, or a live archive, held against what is known of it from elsewhere. */
export function register(program: Command): void {
  program
    .command('verify')
    .description('verify an export of an archive, offline: its files, its signature, its log, and what phones showed')
    .argument('[path]', 'the folder of an export, of a rehearsed scenario, or of a whole rehearsal')
    .option('--proof <file...>', 'instead of an export: the proof that the log has a record, as it was archived')
    .option('--record <file...>', 'with --proof: the record as it was read, to be held against it')
    .option('--journal <file>', 'the journal to hold it against (default: the one beside a rehearsal’s export)')
    .option('--checkpoint <file...>', 'what the log said at another time; needs its key')
    .option('--key <file>', 'public keys of the archive and its log (default: those that the journal has)')
    .option('--open-with <file>', 'private escrow keys: opens the copies, and shows none of them')
    .option('--url <url>', 'instead of a path: take an export of the live archive of a tenant, now')
    .option('--i-own-this-host', 'for a --url that is not this machine')
    .option('--json', 'one JSON line on standard output')
    .addHelpText(
      'after',
      '\nWith --url the auditor’s token comes from the environment: GREENROOM_SUBJECT_AUDITOR_TOKEN. See docs/exports.md and docs/archive-log.md.' +
        '\nExit codes: 0 held, 1 violated, 2 usage, 3 the archive gave no answer, 4 something could not be checked.',
    )
    .action((path: string | undefined, options: Options) =>
      carryOut(async () => (await import('./verify-command.ts')).verifyCommand(path, options)),
    );
}

export type { Options as VerifyCommandOptions };
