import type { Command } from 'commander';
import { carryOut } from './command.ts';

interface Options {
  readonly out?: string;
  readonly seed?: string;
  readonly shrink?: true;
  readonly json?: true;
  readonly schema?: true;
  readonly against?: string;
  readonly config?: string;
  readonly iOwnThisHost?: true;
}

/** `greenroom replay`: what happened once, again: on the virtual clock, or against somebody else's subject. */
export function register(program: Command): void {
  program
    .command('replay')
    .description('run a plan, or what a journal tells, on the virtual clock and judge it')
    .argument('[file]', 'a plan.json, or a journal.jsonl to make the plan from')
    .option('--out <folder>', 'where journal, blobs, plan and verdicts go (default: a new folder under out/replays)')
    .option('--seed <number>', 'another seed than the file has')
    .option(
      '--shrink',
      'make the plan smaller for as long as it breaks the same promise; smaller.json goes to the folder',
    )
    .option('--against <url>', 'with the archive and webhook receiver at this URL instead of ours, on the wall clock')
    .option('--config <file>', 'what that subject offers (default: subject.yaml where there is one)')
    .option('--i-own-this-host', 'for a subject on another machine: it is yours to try')
    .option('--json', 'one JSON line on standard output')
    .option('--schema', 'print the JSON Schema of plan files instead')
    .addHelpText(
      'after',
      '\nExit codes: 0 held, 1 violated, 2 usage, 3 harness, 4 unknown, 5 the violation that the file tells of was not reproduced.',
    )
    .action((file: string | undefined, options: Options) =>
      carryOut(async () => (await import('./replay-command.ts')).replayCommand(file, options)),
    );
}

export type { Options as ReplayCommandOptions };
