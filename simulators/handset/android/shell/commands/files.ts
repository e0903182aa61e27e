import { FileStoreError } from '../../device/files.ts';
import { type Command, type CommandCall, type CommandTable, operands, unsupported } from '../command.ts';

const missing = 'No such file or directory';

/** Runs `task` for each path; trouble with one goes to stderr and makes the exit code 1. */
function each(call: CommandCall, paths: readonly string[], task: (path: string) => void): number {
  let code = 0;
  for (const path of paths) {
    try {
      task(path);
    } catch (error) {
      if (!(error instanceof FileStoreError)) throw error;
      call.err(`${call.name}: ${path}: ${error.message}\n`);
      code = 1;
    }
  }
  return code;
}

const cat: Command = async (call) => {
  if (call.args.length === 0) {
    for await (const chunk of call.input) call.out(chunk);
    return 0;
  }
  return each(call, operands(call.args), (path) => {
    const entry = call.device.files.find(path);
    if (!entry) throw new FileStoreError(missing);
    if (entry.kind === 'directory') throw new FileStoreError('Is a directory');
    call.out(entry.bytes);
  });
};

const ls: Command = (call) => {
  const { device, args, out } = call;
  const options = args.filter((argument) => argument.startsWith('-')).join('');
  if (/[^-1aldt]/.test(options)) return unsupported(call);
  const paths = operands(args);
  return each(call, paths.length > 0 ? paths : ['/'], (path) => {
    const entry = device.files.find(path);
    if (!entry) throw new FileStoreError(missing);
    const names = entry.kind === 'directory' && !options.includes('d') ? (device.files.names(path) ?? []) : [path];
    for (const name of names) {
      const found = name === path ? entry : device.files.find(`${path}/${name}`);
      const size = found?.kind === 'file' ? found.bytes.length : 4096;
      const long = `${found?.kind === 'file' ? '-rw-rw----' : 'drwxrwx--x'} 1 shell shell ${String(size).padStart(9)} `;
      out(`${options.includes('l') ? long : ''}${name}\n`);
    }
  });
};

const rm: Command = (call) => {
  const options = call.args.filter((argument) => argument.startsWith('-')).join('');
  return each(call, operands(call.args), (path) => {
    const entry = call.device.files.find(path);
    if (entry?.kind === 'directory' && !/[rR]/.test(options)) throw new FileStoreError('is a directory');
    if (!call.device.files.remove(path) && !options.includes('f')) throw new FileStoreError(missing);
  });
};

const mkdir: Command = (call) => {
  const { device, args } = call;
  return each(call, operands(args, ['-m']), (path) => {
    if (device.files.find(path) && !args.includes('-p')) throw new FileStoreError('File exists');
    device.files.makeDirectory(path, device.phone.now());
  });
};

const touch: Command = (call) =>
  each(call, operands(call.args, ['-d', '-t', '-r']), (path) => {
    const { files, phone } = call.device;
    const entry = files.find(path);
    if (entry?.kind === 'directory') return;
    files.write(path, entry?.bytes ?? new Uint8Array(0), entry?.mode ?? 0o660, phone.now());
  });

/** `[ -e PATH ]`, -f, -d, -s, -n, -z, `A = B`, `A != B`, each with `!` before it. */
const test: Command = (call) => {
  const given = call.name === '[' && call.args.at(-1) === ']' ? call.args.slice(0, -1) : call.args;
  if (call.name === '[' && given === call.args) {
    call.err('[: missing ]\n');
    return 2;
  }
  const negated = given[0] === '!';
  const words = negated ? given.slice(1) : given;
  const [first = '', second = '', third = ''] = words;
  const entry = call.device.files.find(second);
  const truths: Readonly<Record<string, boolean>> = {
    '-e': entry !== undefined,
    '-f': entry?.kind === 'file',
    '-d': entry?.kind === 'directory',
    '-s': entry?.kind === 'file' && entry.bytes.length > 0,
    '-n': second !== '',
    '-z': second === '',
  };
  let truth: boolean | undefined;
  if (words.length <= 1) truth = first !== '';
  else if (words.length === 2) truth = truths[first];
  else if (words.length === 3 && (second === '=' || second === '==')) truth = first === third;
  else if (words.length === 3 && second === '!=') truth = first !== third;
  if (truth === undefined) return unsupported(call);
  return truth !== negated ? 0 : 1;
};

const chmod: Command = (call) =>
  each(call, operands(call.args).slice(1), (path) => {
    if (!call.device.files.find(path)) throw new FileStoreError(missing);
  });

/** Files. */
export const fileCommands: CommandTable = { cat, ls, rm, mkdir, touch, chmod, test, '[': test };
