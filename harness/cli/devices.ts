import type { Command } from 'commander';
import { carryOut } from './command.ts';

/** `greenroom devices`: the phones that a farm file could name. */
export function register(program: Command): void {
  program
    .command('devices')
    .description('list attached phones, and the phones of the farm')
    .option('--farm <file>', 'the farm to list (default: farm.yaml, else a simulated pair)')
    .option('--json', 'one JSON line on standard output')
    .action((options: { farm?: string; json?: true }) =>
      carryOut(async () => (await import('./devices-command.ts')).devicesCommand(options)),
    );
}
