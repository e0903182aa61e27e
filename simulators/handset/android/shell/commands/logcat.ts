import type { LogEntry } from '../../device/logcat.ts';
import { type Command, type CommandTable, operands, optionValue, unsupported } from '../command.ts';

const two = (value: number): string => String(value).padStart(2, '0');

function stamp(atMs: number): string {
  const at = new Date(atMs);
  const day = `${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())}`;
  return `${day} ${at.toISOString().slice(11, 23)}`;
}

/** logcat's `-v` formats; each gives one line of the log without its end. */
const formats: Readonly<Record<string, (entry: LogEntry, text: string) => string>> = {
  threadtime: ({ atMs, level, tag, pid }, text) =>
    `${stamp(atMs)} ${String(pid).padStart(5)} ${String(pid).padStart(5)} ${level} ${tag.padEnd(8)}: ${text}`,
  time: ({ atMs, level, tag, pid }, text) =>
    `${stamp(atMs)} ${level}/${tag.padEnd(8)}(${String(pid).padStart(5)}): ${text}`,
  brief: ({ level, tag, pid }, text) => `${level}/${tag.padEnd(8)}(${String(pid).padStart(5)}): ${text}`,
  tag: ({ level, tag }, text) => `${level}/${tag.padEnd(8)}: ${text}`,
  process: ({ level, pid }, text) => `${level}(${String(pid).padStart(5)}) ${text}`,
  raw: (_, text) => text,
};

const severity = 'VDIWEFS';

/** Filter specs `TAG:LEVEL`, `*:S`; a tag without a level means V. The last word on `*` holds for unnamed tags. */
function filterOf(specs: readonly string[], silent: boolean): (entry: LogEntry) => boolean {
  const least = new Map<string, number>();
  for (const spec of specs) {
    const [tag = '*', level = 'V'] = spec.split(':');
    least.set(tag, Math.max(0, severity.indexOf(level.toUpperCase())));
  }
  const otherwise = least.get('*') ?? (silent ? severity.indexOf('S') : 0);
  return ({ tag, level }) => severity.indexOf(level) >= (least.get(tag) ?? otherwise);
}

const valued = ['-v', '-b', '-t', '-T', '-m', '-f', '-G', '--pid', '--regex', '-e', '--format', '--buffer'];

/** `logcat [-c] [-d] [-s] [-t N] [-v FORMAT] [FILTERS]`. Without -d or -t it follows until the host hangs up. */
const logcat: Command = async (call) => {
  const { args, device, out, err } = call;
  if (args.includes('-c') || args.includes('--clear')) {
    device.logcat.clear();
    return 0;
  }
  if (args.some((argument) => ['-f', '-e', '--regex', '-m', '-G'].includes(argument))) return unsupported(call);
  const format = formats[(optionValue(args, '-v', '--format') ?? 'threadtime').split(',')[0] ?? ''];
  if (!format) {
    err(`logcat: Invalid parameter "${optionValue(args, '-v', '--format') ?? ''}" to -v\n`);
    return 1;
  }
  const wanted = filterOf(operands(args, valued), args.includes('-s'));
  const pid = optionValue(args, '--pid');
  const print = (entry: LogEntry): void => {
    if (!wanted(entry) || (pid !== undefined && String(entry.pid) !== pid) || call.congested()) return;
    for (const text of entry.text.split('\n')) out(`${format(entry, text)}\n`);
  };
  out('--------- beginning of main\n');
  const newest = Number(optionValue(args, '-t', '-T') ?? Number.NaN);
  const recent = device.logcat.recent();
  for (const entry of Number.isInteger(newest) && newest > 0 ? recent.slice(-newest) : recent) print(entry);
  if (args.includes('-d') || args.includes('-t')) return 0;
  const stop = device.logcat.follow(print);
  await new Promise<void>((resolve) => call.onHangup(resolve));
  stop();
  return 0;
};

/** The log. */
export const logcatCommands: CommandTable = { logcat };
