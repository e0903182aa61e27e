import type { Command } from 'commander';
import { carryOut } from './command.ts';

interface Options {
  readonly seed?: string;
  readonly worlds?: string;
  readonly workers?: string;
  readonly out?: string;
  readonly against?: string;
  readonly config?: string;
  readonly iOwnThisHost?: true;
  readonly plan?: readonly string[];
  readonly json?: true;
}

/** `greenroom explore`: random plans in random worlds, judged by every invariant. */
export function register(program: Command): void {
  program
    .command('explore')
    .description('play random plans on the virtual clock, judge each by every invariant, and shrink what breaks one')
    .option('--seed <number>', 'which worlds (default: $GREENROOM_SEED, else a new one, printed)')
    .option('--worlds <number>', 'how many (default: 300, against a subject 10)')
    .option(
      '--workers <number>',
      'processes that play them (default: one a core), against a subject worlds at a time (10)',
    )
    .option('--out <folder>', 'where plans that break something go (default: out/explorations/<seed>)')
    .option('--against <url>', 'with the archive and webhook receiver at this URL instead of ours, on the wall clock')
    .option('--config <file>', 'what that subject offers (default: subject.yaml where there is one)')
    .option('--i-own-this-host', 'for a subject on another machine: it is yours to try')
    .option('--plan <file...>', 'against a subject: these plans instead of random ones')
    .option('--json', 'one JSON line on standard output')
    .addHelpText(
      'after',
      '\nInterrupted, it goes on where it was when it is started again with the same seed and folder.' +
        '\nAgainst a subject an interrupted one ends at once; its plans are played again by "greenroom replay FILE --against URL".' +
        '\nExit codes: 0 held, 1 violated, 2 usage, 3 harness, 4 unknown.',
    )
    .action((options: Options) =>
      carryOut(async () =>
        options.against === undefined
          ? (await import('./explore-command.ts')).exploreCommand(options)
          : (await import('./explore-against-command.ts')).exploreAgainstCommand({
              ...options,
              against: options.against,
            }),
      ),
    );
}

export type { Options as ExploreCommandOptions };
