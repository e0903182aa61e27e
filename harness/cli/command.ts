import type { Command } from 'commander';
import { FarmError } from '../farm/farm-error.ts';
import { RehearsalFailure } from '../rehearsal/failure.ts';
import { exitCodes } from './exit-codes.ts';

/** One subcommand: a file that adds itself to the program. */
export type Register = (program: Command) => void;

/** The command line was not as it must be: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * Runs a subcommand's work and turns what it throws into one line on standard error and an exit code. What is unforeseen
 * is shown with its stack: it is a fault of ours.
 */
export async function carryOut(work: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await work();
  } catch (error) {
    if (error instanceof UsageError || error instanceof FarmError) {
      process.stderr.write(`${error.message}\n`);
      process.exitCode = exitCodes.usage;
    } else if (error instanceof RehearsalFailure) {
      process.stderr.write(`${error.message}\n`);
      process.exitCode = exitCodes.harness;
    } else {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      process.exitCode = exitCodes.harness;
    }
  }
}

/** An integer option. @throws UsageError */
export function integer(option: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(value) || value < 0)
    throw new UsageError(`${option} is ${JSON.stringify(text)}, but must be a whole number from 0 up.`);
  return value;
}

/** An integer option from 1 up. @throws UsageError */
export function atLeastOne(option: string, text: string): number {
  const value = integer(option, text);
  if (value === 0) throw new UsageError(`${option} is 0, but must be at least 1.`);
  return value;
}
