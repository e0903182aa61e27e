import type { Command } from 'commander';
import { carryOut } from './command.ts';

interface Options {
  readonly seed?: string;
  readonly worlds: string;
  readonly workers?: string;
  readonly out?: string;
  readonly json?: true;
}

/** `greenroom explore`: random plans in random worlds, judged by every invariant. */
export function register(program: Command): void {
  program
    .command('explore')
    .description('play random plans on the virtual clock, judge each by every invariant, and shrink what breaks one')
    .option('--seed <number>', 'which worlds (default: $GREENROOM_SEED, else a new one, printed)')
    .option('--worlds <number>', 'how many', '300')
    .option('--workers <number>', 'processes that play them (default: one a core)')
    .option('--out <folder>', 'where plans that break something go (default: out/explorations/<seed>)')
    .option('--json', 'one JSON line on standard output')
    .addHelpText(
      'after',
      '\nInterrupted, it goes on where it was when it is started again with the same seed and folder.' +
        '\nExit codes: 0 held, 1 violated, 2 usage, 3 harness, 4 unknown.',
    )
    .action((options: Options) => carryOut(async () => (await import('./explore-command.ts')).exploreCommand(options)));
}

export type { Options as ExploreCommandOptions };
