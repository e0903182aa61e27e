import type { Command } from 'commander';
import { carryOut } from './command.ts';

interface Options {
  readonly only?: readonly string[];
  readonly seed: string;
  readonly worlds: string;
  readonly workers?: string;
  readonly json?: true;
}

/** `greenroom mutants`: defects planted into the simulators, which the oracle must catch. */
export function register(program: Command): void {
  program
    .command('mutants')
    .description('plant known defects one by one, and see that the invariant that each breaks catches it')
    .option('--only <id...>', 'these only')
    .option('--seed <number>', 'which explored worlds follow the standard plan', '1')
    .option('--worlds <number>', 'how many of them at most', '20')
    .option('--workers <number>', 'processes at a time (default: one a core)')
    .option('--json', 'one JSON line on standard output')
    .addHelpText('after', '\nExit codes: 0 all caught, 1 one survived, 2 usage, 3 harness.')
    .action((options: Options) => carryOut(async () => (await import('./mutants-command.ts')).mutantsCommand(options)));
}

export type { Options as MutantsCommandOptions };
