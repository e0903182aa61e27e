import { type ChildProcess, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scheduler } from 'node:timers/promises';

/** A private Appium server with the iPhone driver, and the folder that holds all it writes. */
export interface AppiumServer {
  readonly port: number;
  readonly folder: string;
  readonly pid: number;
  /** What it logged. */
  log(): string;
  stop(): Promise<void>;
}

const root = join(import.meta.dirname, '..', '..', '..');
const packages = ['appium', 'appium-xcuitest-driver'];

export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

/** A folder for one server; short, since socket paths have little room. */
export const privateFolder = (): string => mkdtempSync(join(tmpdir(), 'ios-'));

/** Writes the file in which the driver looks for the tunnel registry. */
export function announceRegistry(folder: string, port: number): void {
  const strongbox = join(folder, 'xdg', 'appium-xcuitest-driver-nodejs', 'strongbox');
  mkdirSync(strongbox, { recursive: true });
  writeFileSync(join(strongbox, 'tunnelRegistryPort'), String(port));
}

export async function startAppium(folder: string, usbmuxdSocket: string): Promise<AppiumServer> {
  const home = join(folder, 'appium');
  mkdirSync(join(home, 'node_modules'), { recursive: true });
  for (const name of packages) {
    symlinkSync(realpathSync(join(root, 'node_modules', name)), join(home, 'node_modules', name));
  }
  const dependencies = Object.fromEntries(packages.map((name) => [name, '*']));
  writeFileSync(join(home, 'package.json'), JSON.stringify({ private: true, dependencies }));
  const port = await freePort();
  const logFile = join(folder, 'appium.log');
  // It goes when this process goes, however that ends.
  const leash = existsSync('/usr/bin/setpriv') ? ['/usr/bin/setpriv', '--pdeathsig', 'KILL', '--'] : [];
  const [program = process.execPath, ...rest] = [...leash, process.execPath];
  const child = spawn(
    program,
    [
      ...rest,
      join(root, 'node_modules', 'appium', 'index.js'),
      ...['--address', '127.0.0.1', '--port', String(port), '--log-level', 'error:debug', '--log', logFile],
    ],
    {
      cwd: folder,
      stdio: 'ignore',
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: folder,
        TMPDIR: folder,
        XDG_DATA_HOME: join(folder, 'xdg'),
        APPIUM_HOME: home,
        USBMUXD_SOCKET_ADDRESS: `unix:${usbmuxdSocket}`,
        NODE_ENV: 'production',
      },
    },
  );
  const log = (): string => readFileSync(logFile, 'utf8');
  try {
    await listening(child, port);
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
  return {
    port,
    folder,
    pid: child.pid ?? 0,
    log,
    async stop() {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM');
        await gone;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function listening(child: ChildProcess, port: number): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (child.exitCode !== null) throw new Error(`Appium ended with ${child.exitCode} while starting`);
    const up = await fetch(`http://127.0.0.1:${port}/status`).catch(() => undefined);
    if (up?.ok) return;
    await scheduler.wait(50);
  }
  throw new Error('Appium was not up within 30 s');
}
