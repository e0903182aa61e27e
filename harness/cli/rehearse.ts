import type { Command } from 'commander';
import { carryOut } from './command.ts';

interface Options {
  readonly farm?: string;
  readonly spec?: string[];
  readonly seed?: string;
  readonly out?: string;
  readonly json?: true;
  readonly keep?: true;
  readonly against?: string;
  readonly config?: string;
  readonly iOwnThisHost?: true;
}

/** `greenroom rehearse`: the main job. */
export function register(program: Command): void {
  program
    .command('rehearse', { isDefault: true })
    .description('run the scenarios on a pair of phones and judge what became of every message')
    .option('--farm <file>', 'the phones to use (default: farm.yaml, else a simulated pair)')
    .option('--spec <glob...>', 'which scenarios (default: all)')
    .option('--against <url>', 'with the archive and webhook receiver at this URL in the place of ours')
    .option('--config <file>', 'what that subject offers (default: subject.yaml where there is one)')
    .option('--i-own-this-host', 'for a subject on another machine: it is yours to try')
    .option('--seed <number>', 'what the worlds draw from (default: a fresh one, which is printed)')
    .option('--json', 'one JSON line on standard output, everything else on standard error')
    .option('--out <folder>', 'where runs, report and history go (default: out/, reports/)')
    .option('--keep', 'remove no older runs: otherwise the last ten stay')
    .addHelpText('after', '\nExit codes: 0 held, 1 product failure, 2 usage, 3 harness or environment, 4 unknown.')
    .action((options: Options) =>
      carryOut(async () => (await import('./rehearse-command.ts')).rehearseCommand(options)),
    );
}

export type { Options as RehearseCommandOptions };
