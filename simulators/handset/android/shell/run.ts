import type { AndroidDevice } from '../device/device.ts';
import { FileStoreError } from '../device/files.ts';
import type { ShellIo } from './command.ts';
import { commands } from './commands.ts';
import { expandWord, plainText } from './expand.ts';
import { parseLine, ShellSyntaxError, type SimpleCommand } from './line.ts';
import { type FileRedirect, redirected } from './redirect.ts';

const notFound = 127;
const known = (name: string): boolean => Object.hasOwn(commands, name);

/** Leaves the shell without running the rest of the line. */
class ShellExit extends Error {
  override readonly name = 'ShellExit';
  readonly code: number;
  constructor(code: number) {
    super(`exit ${code}`);
    this.code = code;
  }
}

/**
 * Runs one line as the device's `sh -c` would and gives its exit code. An unknown command gives 127 and mksh's words,
 * and is logged: a test that needs it should not go on unnoticed.
 */
export async function runLine(line: string, device: AndroidDevice, io: ShellIo): Promise<number> {
  const environment = new Map([
    ['EXTERNAL_STORAGE', '/sdcard'],
    ['ANDROID_DATA', '/data'],
    ['PATH', '/system/bin'],
  ]);
  let lastCode = 0;
  const variable = (name: string): string => (name === '?' ? String(lastCode) : (environment.get(name) ?? ''));

  async function runWords([name = '', ...args]: readonly string[], { out, err }: ShellIo): Promise<number> {
    if (name === 'exec') {
      if (args.length === 0) return 0;
      throw new ShellExit(await runWords(args, { ...io, out, err }));
    }
    if (name === 'exit') throw new ShellExit(Number(args[0] ?? lastCode) || 0);
    const assignment = /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(name);
    if (assignment) {
      environment.set(assignment[1] ?? '', assignment[2] ?? '');
      return args.length === 0 ? 0 : runWords(args, { ...io, out, err });
    }
    const command = known(name) ? commands[name] : undefined;
    if (command) return command({ ...io, out, err, name, args, device, environment, known });
    const shown = name.slice(0, 100);
    device.log('warn', `shell: no command "${shown}" on this simulated phone (line: ${line.slice(0, 200)})`);
    err(`/system/bin/sh: ${shown}: inaccessible or not found\n`);
    return notFound;
  }

  async function runCommand({ words, redirections }: SimpleCommand): Promise<number> {
    const file = (redirect: FileRedirect): string => plainText(redirect.path, variable);
    const output = redirected(io, redirections, device, file);
    const code = await runWords(
      words.flatMap((word) => expandWord(word, variable, device.files)),
      { ...io, out: output.out, err: output.err },
    );
    try {
      output.flush();
      return code;
    } catch (error) {
      if (!(error instanceof FileStoreError)) throw error;
      io.err(`/system/bin/sh: can't create file: ${error.message}\n`);
      return 1;
    }
  }

  try {
    for (const command of parseLine(line)) {
      const due = command.after === 'any' || (command.after === 'success') === (lastCode === 0);
      if (due) lastCode = await runCommand(command);
    }
    return lastCode;
  } catch (error) {
    if (error instanceof ShellExit) return error.code;
    if (!(error instanceof ShellSyntaxError)) throw error;
    device.log('warn', `shell: ${error.message} (line: ${line.slice(0, 200)})`);
    io.err(`/system/bin/sh: ${error.message}\n`);
    return 1;
  }
}
