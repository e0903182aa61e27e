import { fork } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { extname, join } from 'node:path';
import { z } from 'zod';
import { type StageReady, type StageSettings, stageReady } from '../stage/api.ts';
import { RehearsalFailure } from './failure.ts';

/** A running world process. */
export interface World extends StageReady {
  readonly pid: number;
  /** Resolves with one line when the process goes although nobody stopped it. */
  readonly lost: Promise<string>;
  stop(): Promise<void>;
}

export interface WorldOptions {
  readonly settings: StageSettings;
  /** Bearer token of the control API. */
  readonly token: string;
  /** What else its environment holds. */
  readonly env?: Readonly<Record<string, string>>;
  /** What the process prints goes here. */
  readonly logFile: string;
  /** The program: another one in tests. */
  readonly program?: string;
  readonly startLimitMs?: number;
  /** Aborted: the start is given up and what there is of it ends. */
  readonly signal?: AbortSignal;
}

const stopLimitMs = 5_000;
const firstMessage = z.union([z.strictObject({ ready: stageReady }), z.strictObject({ failed: z.string() })]);

/**
 * Starts a world. It ends on SIGTERM, and by itself when this process is gone.
 * @throws RehearsalFailure when it is not ready in time; then nothing of it is left
 */
export async function startWorld(options: WorldOptions): Promise<World> {
  const { settings, token, logFile, startLimitMs = 60_000 } = options;
  const program = options.program ?? join(import.meta.dirname, '..', 'stage', `server${extname(import.meta.filename)}`);
  const child = fork(program, {
    execArgv: [],
    env: {
      ...process.env,
      ...options.env,
      NODE_OPTIONS: '',
      GREENROOM_STAGE: JSON.stringify(settings),
      GREENROOM_TOKEN: token,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true, // Ctrl-C on the terminal must not reach it before the sessions have ended
  });
  const log = createWriteStream(logFile, { flags: 'a' });
  let complaint = '';
  child.stdout?.pipe(log, { end: false });
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString('utf8')).slice(-4_000);
    log.write(chunk);
  });
  let stopping = false;
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => {
      log.end();
      resolve(`the world process ended with ${signal ?? code}${firstError(complaint)}`);
    });
  });
  const stop = async (): Promise<void> => {
    stopping = true;
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), stopLimitMs);
    await exited;
    clearTimeout(timer);
  };
  options.signal?.addEventListener('abort', () => void stop(), { once: true });
  if (options.signal?.aborted) void stop();
  const answer = await Promise.race([
    new Promise<StageReady | string>((resolve) => {
      child.once('message', (message) => {
        const first = firstMessage.safeParse(message);
        if (!first.success) resolve('the world process said something else than that it is ready');
        else resolve('ready' in first.data ? first.data.ready : first.data.failed);
      });
    }),
    exited,
    new Promise<string>((resolve) =>
      setTimeout(resolve, startLimitMs, `the world was not ready within ${startLimitMs / 1000} s`).unref(),
    ),
  ]);
  if (typeof answer === 'string' || child.pid === undefined) {
    await stop();
    const why = typeof answer === 'string' ? answer : 'the world has no process';
    throw new RehearsalFailure(`The world could not be started: ${why}. See ${logFile}.`);
  }
  const lost = new Promise<string>((resolve) => {
    void exited.then((why) => {
      if (!stopping) resolve(why);
    });
  });
  return { ...answer, pid: child.pid, lost, stop };
}

/** The line of a stack trace or a plain complaint that says what happened. */
function firstError(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  const line = lines.find((candidate) => /^(\w*Error|[\w.]+: )/.test(candidate)) ?? lines.find((each) => each !== '');
  return line === undefined ? '' : `: ${line}`;
}
