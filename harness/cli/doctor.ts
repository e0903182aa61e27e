import type { Command } from 'commander';
import { carryOut } from './command.ts';

/** `greenroom doctor`: what this machine lacks for a rehearsal, and how to mend it. */
export function register(program: Command): void {
  program
    .command('doctor')
    .description('look for everything a rehearsal needs on this machine')
    .option('--fix', 'install what is missing: with apt-get as root, or with Homebrew')
    .option('--json', 'one JSON line on standard output')
    .action((options: { fix?: true; json?: true }) =>
      carryOut(async () => (await import('./doctor-command.ts')).doctorCommand(options)),
    );
}
