import { stopPackage } from '../../device/device.ts';
import { type Command, type CommandTable, operands, unsupported } from '../command.ts';

const ps: Command = (call) => {
  const { args, device, out } = call;
  if (args[0] === '--help') {
    out('usage: ps [-AadefLlnwZ] [-gG GROUP,] [-k FIELD,] [-o FIELD,] [-p PID,] [-t TTY,] [-uU USER,]\n\n');
    out('List processes.\n\n-A\tAll\n-a\tHas terminal not session leader\n-e\tSynonym for -A\n-f\tFull listing\n');
    return 0;
  }
  if (args.some((argument) => !/^-?[Aef]+$/.test(argument))) return unsupported(call);
  out('USER           PID  PPID        VSZ    RSS WCHAN            ADDR S NAME\n');
  for (const { user, pid, name } of device.processes.list()) {
    out(`${user.padEnd(12)} ${String(pid).padStart(5)}   312   14000000 120000 do_epoll_wait       0 S ${name}\n`);
  }
  return 0;
};

const pidof: Command = ({ args, device, out }) => {
  const found = operands(args).flatMap((name) => device.processes.find(name)?.pid ?? []);
  if (found.length > 0) out(`${found.join(' ')}\n`);
  return found.length > 0 ? 0 : 1;
};

/** `pgrep [-f] NAME`: plain text, with `^`, `$` and escaped dots allowed, which is what adb callers write. */
const pgrep: Command = (call) => {
  const wanted = operands(call.args)[0] ?? '';
  const text = wanted.replace(/^\^|\$$/g, '').replace(/\\\./g, '.');
  if (/[\\[\](){}*+?|^$]/.test(text) || text === '') return unsupported(call);
  const fits = (name: string): boolean => {
    if (wanted.startsWith('^') && wanted.endsWith('$')) return name === text;
    if (wanted.startsWith('^')) return name.startsWith(text);
    return wanted.endsWith('$') ? name.endsWith(text) : name.includes(text);
  };
  const found = call.device.processes.list().filter(({ name }) => fits(name));
  for (const { pid } of found) call.out(`${pid}\n`);
  return found.length > 0 ? 0 : 1;
};

const kill: Command = ({ args, device, err }) => {
  const pids = args.filter((argument) => !argument.startsWith('-'));
  let code = 0;
  for (const pid of pids) {
    const process = device.processes.list().find((found) => String(found.pid) === pid);
    if (!process || process.pid < 2000) {
      err(`/system/bin/sh: kill: ${pid}: ${process ? 'Operation not permitted' : 'No such process'}\n`);
      code = 1;
    } else stopPackage(device, process.name);
  }
  return code;
};

/** Processes. */
export const processCommands: CommandTable = { ps, pidof, pgrep, kill };
