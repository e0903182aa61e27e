import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const cli = join(import.meta.dirname, '..', '..', 'cli', 'main.ts');
const planting = join(import.meta.dirname, '..', '..', 'explore', 'fixture-plant.ts');
const startLimitMs = 60_000;

/** `greenroom subject serve` in a process of its own, for tests. */
export interface Served {
  readonly url: string;
  readonly operatorToken: string;
  /** What it was started in. */
  readonly folder: string;
  /** Everything that it wrote so far. */
  output(): string;
  /** Ends it as Ctrl-C does. Resolves with its exit code when it is gone. */
  stop(): Promise<number | null>;
}

export interface ServedOptions {
  /** A defect to plant in it, by its id in the registry of plants. */
  readonly plant?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Modules to preload. */
  readonly preload?: readonly string[];
  readonly args?: readonly string[];
}

/** Resolves when it listens. */
export async function served({ plant, env = {}, preload = [], args = [] }: ServedOptions = {}): Promise<Served> {
  const folder = mkdtempSync(join(tmpdir(), 'greenroom-served-'));
  const preloaded = [...(plant === undefined ? [] : [planting]), ...preload];
  const child = spawn(
    process.execPath,
    [...preloaded.flatMap((file) => ['--import', file]), cli, 'subject', 'serve', '--port', '0', '--json', ...args],
    {
      cwd: folder,
      env: { ...process.env, ...env, ...(plant !== undefined && { GREENROOM_PLANT: plant }) },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  const gone = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const url = new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`it did not start: ${output}`)), startLimitMs);
    child.stderr.on('data', (bytes: Buffer) => {
      output += bytes;
    });
    child.stdout.on('data', (bytes: Buffer) => {
      output += bytes;
      const found = /^\{"url":"([^"]+)".*\}$/m.exec(output)?.[1];
      if (found === undefined) return;
      clearTimeout(timer);
      resolve(found);
    });
    void gone.then((code) => {
      clearTimeout(timer);
      reject(new Error(`it ended with ${code}: ${output}`));
    });
  });
  async function stop(): Promise<number | null> {
    child.kill('SIGINT');
    const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
    const code = await gone;
    clearTimeout(timer);
    rmSync(folder, { recursive: true, force: true });
    return code;
  }
  try {
    const listening = await url;
    const operatorToken = readFileSync(join(folder, 'out', 'subject', 'operator-token'), 'utf8').trim();
    return { url: listening, operatorToken, folder, output: () => output, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
