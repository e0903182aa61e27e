import type { AndroidDevice } from '../device/device.ts';

/** A shell's ends, as the service that opened it provides them. */
export interface ShellIo {
  out(data: string | Uint8Array): void;
  err(data: string | Uint8Array): void;
  /** What the host types. Nothing is read from it until a command does. */
  readonly input: AsyncIterable<Uint8Array>;
  /** Whether the host lags behind with reading: commands that never end then drop output. */
  congested(): boolean;
  /** Calls once the host has closed the stream, at once when it has. */
  onHangup(listener: () => void): void;
}

/** One command being run. */
export interface CommandCall extends ShellIo {
  readonly name: string;
  readonly args: readonly string[];
  readonly device: AndroidDevice;
  readonly environment: Map<string, string>;
  /** Whether there is a command of that name. */
  readonly known: (name: string) => boolean;
}

/** Does what a command does and gives its exit code. */
export type Command = (call: CommandCall) => number | Promise<number>;
/** Commands by name. */
export type CommandTable = Readonly<Record<string, Command>>;

/** Answers what this phone cannot do: the reason on stderr, a warning in the log, exit code 1. */
export function unsupported(call: CommandCall, what = call.args.join(' ')): number {
  const text = what.slice(0, 200);
  call.device.log('warn', `shell: "${call.name} ${text}" is not part of this simulated phone`);
  call.err(`${call.name}: not supported by this simulated phone: ${text}\n`);
  return 1;
}

/** The value after an option, `-n pkg/.Activity`. */
export function optionValue(args: readonly string[], ...names: readonly string[]): string | undefined {
  const at = args.findIndex((argument) => names.includes(argument));
  return at < 0 ? undefined : args[at + 1];
}

/** The arguments without options; `valued` are the options that take a value. */
export function operands(args: readonly string[], valued: readonly string[] = []): readonly string[] {
  const found: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const argument = args[at] ?? '';
    if (valued.includes(argument)) at++;
    else if (!argument.startsWith('-') || argument === '-') found.push(argument);
  }
  return found;
}
