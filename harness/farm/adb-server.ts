import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AdbError, askAdb } from './adb-protocol.ts';

/** An adb server of our own on a port of our own. */
export interface AdbServer {
  stop(): void;
}

/**
 * Environment for adb clients of a server that is ours. A client that finds no server starts a daemon, which outlives
 * everything; told the server's host, even this one, it takes the server for a remote one and fails instead.
 */
export const clientsThatStartNoServer = { ANDROID_ADB_SERVER_ADDRESS: '127.0.0.1' } as const;

/** The name of the program that ends a child when its parent dies, or undefined where there is none (macOS). */
export function parentDeathGuard(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const folders = (env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, 'setpriv')).find((file) => existsSync(file));
}

/**
 * Starts an adb server that dies with this process even if this process is killed (where setpriv is).
 * @throws AdbError when it does not come up within `timeoutMs`: most often because the port is taken
 */
export async function startAdbServer(
  adb: string,
  port: number,
  env: NodeJS.ProcessEnv,
  timeoutMs = 10_000,
): Promise<AdbServer> {
  const guard = parentDeathGuard();
  const command = [adb, '-P', String(port), 'nodaemon', 'server'];
  const [program = adb, ...args] = guard === undefined ? command : [guard, '--pdeathsig', 'KILL', ...command];
  // A group of its own: Ctrl-C on the terminal must not reach it before the sessions have ended.
  const server: ChildProcess = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], detached: true, env });
  let complaint = '';
  let gone: string | undefined;
  server.stderr?.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString('utf8')).slice(-2_000);
  });
  server.on('error', (error) => {
    gone = error.message;
  });
  server.on('exit', (code, signal) => {
    gone ??= `it ended with ${signal ?? code}`;
  });
  const deadline = performance.now() + timeoutMs;
  while (gone === undefined && performance.now() < deadline) {
    await sleep(25);
    if (gone !== undefined) break;
    const version = await askAdb(port, 'host:version', 1_000).catch(() => undefined);
    if (version !== undefined && gone === undefined) return { stop: () => void server.kill('SIGKILL') };
  }
  server.kill('SIGKILL');
  const why = reasonIn(complaint) ?? gone ?? `it did not answer within ${timeoutMs} ms`;
  throw new AdbError(`adb could not serve on port ${port}: ${why}`);
}

/** The last line in which adb complains: what it only informs of (`adb I 11-22 ...`) is no reason. */
export function reasonIn(text: string): string | undefined {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '' && !/^adb (server is|I )/.test(line)).at(-1);
}
