import { sleep as sleepOn } from '../../../../kernel/clock.ts';
import { type Command, type CommandTable, operands, unsupported } from '../command.ts';

const echo: Command = ({ args, out }) => {
  const newline = args[0] !== '-n';
  out((newline ? args : args.slice(1)).join(' ') + (newline ? '\n' : ''));
  return 0;
};

const exportVariables: Command = ({ args, environment }) => {
  for (const argument of args) {
    const equals = argument.indexOf('=');
    if (equals > 0) environment.set(argument.slice(0, equals), argument.slice(equals + 1));
  }
  return 0;
};

const which: Command = ({ args, out, known }) => {
  const found = operands(args).filter(known);
  for (const name of found) out(`/system/bin/${name}\n`);
  return found.length > 0 ? 0 : 1;
};

const two = (value: number): string => String(value).padStart(2, '0');

/** `date [+FORMAT]` in UTC, by the phone's clock. */
const date: Command = (call) => {
  const at = new Date(call.device.phone.now());
  const fields: Readonly<Record<string, string>> = {
    Y: String(at.getUTCFullYear()),
    m: two(at.getUTCMonth() + 1),
    d: two(at.getUTCDate()),
    H: two(at.getUTCHours()),
    M: two(at.getUTCMinutes()),
    S: two(at.getUTCSeconds()),
    s: String(Math.floor(at.getTime() / 1000)),
    F: at.toISOString().slice(0, 10),
    T: at.toISOString().slice(11, 19),
    z: '+0000',
    Z: 'UTC',
    '%': '%',
  };
  const [format = '+%Y-%m-%d %T UTC', ...more] = call.args;
  if (!format.startsWith('+') || more.length > 0) return unsupported(call);
  call.out(`${format.slice(1).replace(/%(.)/g, (whole, name: string) => fields[name] ?? whole)}\n`);
  return 0;
};

/** The longest `sleep` a script gets, s. */
const longestSleepS = 600;

const sleep: Command = async ({ args, device, err, onHangup }) => {
  const seconds = Number(args[0]);
  if (!(seconds >= 0 && seconds <= longestSleepS)) {
    err(`sleep: bad time '${args[0] ?? ''}'\n`);
    return 1;
  }
  const gone = new Promise<void>((resolve) => onHangup(resolve));
  await Promise.race([sleepOn(device.clock, seconds * 1000, 'android shell sleep'), gone]);
  return 0;
};

/** What every POSIX shell has. */
export const basicCommands: CommandTable = {
  ':': () => 0,
  true: () => 0,
  false: () => 1,
  echo,
  export: exportVariables,
  which,
  date,
  sleep,
  whoami({ out }) {
    out('shell\n');
    return 0;
  },
  id({ out }) {
    out('uid=2000(shell) gid=2000(shell) groups=2000(shell),1004(input),1007(log),3003(inet) context=u:r:shell:s0\n');
    return 0;
  },
};
