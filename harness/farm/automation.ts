import { fork } from 'node:child_process';
import { rmSync } from 'node:fs';
import { extname, join } from 'node:path';
import { type AutomationReach, type AutomationSettings, automationReply } from './automation-settings.ts';

/** A running automation host: adb and Appium in a process of their own. */
export interface Automation {
  readonly pid: number;
  readonly url: string;
  /** Resolves with one line when the host goes although nobody stopped it. */
  readonly lost: Promise<string>;
  /** Lets adb and the drivers reach these phones. Blocks until adb sees them. @throws AutomationError */
  reach(phones: AutomationReach): Promise<void>;
  stop(): Promise<void>;
}

/** The automation host did not start, and why. Nothing of it is left. */
export class AutomationError extends Error {
  override readonly name = 'AutomationError';
}

const startLimitMs = 60_000;
const stopLimitMs = 5_000;

/** Starts adb and Appium, or gives up when `signal` is aborted. @throws AutomationError */
export async function startAutomation(settings: AutomationSettings, signal?: AbortSignal): Promise<Automation> {
  const host = fork(join(import.meta.dirname, `automation-host${extname(import.meta.filename)}`), {
    execArgv: [],
    env: hostEnvironment(settings),
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    detached: true,
  });
  const { pid } = host;
  let complaint = '';
  host.stderr?.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString('utf8')).slice(-4_000);
  });
  let stopping = false;
  const exited = new Promise<string>((resolve) => {
    host.once('error', (error) => resolve(error.message));
    host.once('exit', (code, signal) => {
      rmSync(settings.scratch, { recursive: true, force: true }); // its own job, unless it was killed
      resolve(`the automation host ended with ${signal ?? code}${complaint === '' ? '' : `: ${firstLine(complaint)}`}`);
    });
  });
  const stop = async (): Promise<void> => {
    stopping = true;
    if (host.exitCode !== null || host.signalCode !== null) return;
    if (host.connected) host.send('stop');
    const limit = setTimeout(() => host.kill('SIGKILL'), stopLimitMs);
    await exited;
    clearTimeout(limit);
  };
  signal?.addEventListener('abort', () => void stop(), { once: true });
  if (signal?.aborted) void stop();
  /** The host's next answer: undefined when it is done, else why not. */
  const answer = (): Promise<string | undefined> =>
    Promise.race([
      new Promise<string | undefined>((resolve) => {
        host.once('message', (message) => {
          const reply = automationReply.safeParse(message);
          if (!reply.success) resolve('the automation host said something else than agreed');
          else resolve('failed' in reply.data ? reply.data.failed : undefined);
        });
      }),
      exited,
      limit(startLimitMs, `adb and Appium were not up within ${startLimitMs / 1000} s`),
    ]);
  const required = async (outcome: Promise<string | undefined>): Promise<void> => {
    const failure = await outcome;
    if (failure === undefined) return;
    await stop();
    throw new AutomationError(failure);
  };
  await required(answer());
  const reach = async (phones: AutomationReach): Promise<void> => {
    const answered = answer();
    if (host.connected) host.send(phones);
    await required(answered);
  };
  const lost = new Promise<string>((resolve) => {
    void exited.then((why) => {
      if (!stopping) resolve(why);
    });
  });
  if (pid === undefined) throw new AutomationError('the automation host has no process');
  return { pid, url: `http://127.0.0.1:${settings.appiumPort}/`, lost, reach, stop };
}

/** Nothing of the user's: no home, no SDK, no settings of another Appium. But for what Node compiled already: it takes seconds. */
function hostEnvironment(settings: AutomationSettings): NodeJS.ProcessEnv {
  const { scratch } = settings;
  const compiled = process.env['NODE_COMPILE_CACHE'];
  return {
    ...(compiled !== undefined && { NODE_COMPILE_CACHE: compiled }),
    PATH: process.env['PATH'] ?? '',
    HOME: scratch,
    TMPDIR: scratch,
    XDG_DATA_HOME: join(scratch, 'xdg'),
    NODE_ENV: 'production',
    APPIUM_DISABLE_ANALYTICS: '1',
    GREENROOM_AUTOMATION: JSON.stringify(settings),
  };
}

const firstLine = (text: string): string => text.trim().split('\n')[0] ?? '';

function limit(ms: number, what: string): Promise<string> {
  return new Promise((resolve) => setTimeout(resolve, ms, what).unref());
}
