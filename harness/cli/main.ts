import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { suggest } from '../farm/suggest.ts';
import type { Register } from './command.ts';
import { register as devices } from './devices.ts';
import { register as doctor } from './doctor.ts';
import { exitCodes } from './exit-codes.ts';
import { register as explore } from './explore.ts';
import { register as mutants } from './mutants.ts';
import { packageRoot } from './package-root.ts';
import { register as rehearse } from './rehearse.ts';
import { register as replay } from './replay.ts';
import { register as subject } from './subject.ts';
import { register as verify } from './verify.ts';

/** Every subcommand, in the order of the help. A new one is a file here that exports `register`, and a line. */
const subcommands: readonly Register[] = [rehearse, replay, explore, mutants, subject, doctor, devices, verify];

const { version, description } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
  version: string;
  description: string;
};
const program = new Command('greenroom').description(description).version(version).exitOverride();
program.showSuggestionAfterError().showHelpAfterError('Run "greenroom --help" for what there is.');
for (const register of subcommands) register(program);
for (const command of program.commands) command.exitOverride();

/** A word that is no command would be taken for an argument of the default one. @throws CommanderError */
function refuseUnknownCommand(word: string | undefined): void {
  const known = [...program.commands.map((command) => command.name()), 'help'];
  if (word === undefined || word.startsWith('-') || known.includes(word)) return;
  const near = suggest(word, known);
  const remedy = near === undefined ? `Known: ${known.join(', ')}.` : `Did you mean "${near}"?`;
  program.error(`There is no command ${JSON.stringify(word)}. ${remedy}`);
}
program.hook('preSubcommand', () => refuseUnknownCommand(program.args[0]));

// Whoever read along has gone (`| head`): the command does what it was asked, cleans up, and keeps its exit code.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? exitCodes.held : exitCodes.usage;
}
// The spec runner leaves a listener that would end a process that is done with code 0.
await new Promise((written) => process.stdout.write('', written));
process.exit();
