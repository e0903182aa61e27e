import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A program that says on its first line where it listens. */
export interface ServingProcess {
  /** The line; nothing when the program ended before it said one. */
  readonly origin: Promise<string | undefined>;
  /** What it wrote to standard error. */
  complaint(): string;
  /** Kills it and everything it started. Resolves when it is gone. */
  kill(): Promise<void>;
}

/** How long a program may take to say where it listens, ms: strace makes it slower, a busy machine more so. */
const startMs = 30_000;

/** Starts a program in a process group of its own, so that nothing of it can be left behind. */
export function startProcess([program = '', ...args]: readonly string[]): ServingProcess {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let complaint = '';
  child.stderr.on('data', (text) => {
    complaint += text;
  });
  const gone = once(child, 'exit').catch(() => {});
  const killGroup = (): void => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // it is gone already
    }
  };
  process.once('exit', killGroup);
  return {
    origin: firstLine(child, gone),
    complaint: () => complaint,
    async kill() {
      killGroup();
      await gone;
      process.removeListener('exit', killGroup);
    },
  };
}

async function firstLine(child: ChildProcess, gone: Promise<unknown>): Promise<string | undefined> {
  if (!child.stdout) return undefined;
  const lines = createInterface({ input: child.stdout });
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), startMs);
  const line = once(lines, 'line', { signal: limit.signal }).then(
    ([text]) => String(text),
    () => undefined,
  );
  const first = await Promise.race([line, gone.then(() => undefined)]);
  clearTimeout(timer);
  limit.abort();
  return first;
}
