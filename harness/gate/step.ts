import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';

/** The repository's root: every gate step runs there. */
export const root = join(import.meta.dirname, '..', '..');

/** One step of the gate: a name for people and what it found. */
export interface StepResult {
  readonly name: string;
  readonly passed: boolean;
  readonly output: string;
  readonly wallMs: number;
}

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly output: string;
}

/** Runs a program of node_modules/.bin (or of PATH) at the root and keeps all it prints. */
export function run(program: string, args: readonly string[]): Promise<Ran> {
  return new Promise((resolve) => {
    const path = `${join(root, 'node_modules', '.bin')}${delimiter}${process.env['PATH'] ?? ''}`;
    const child = spawn(program, args, {
      cwd: root,
      env: { ...process.env, PATH: path },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk;
      output += chunk;
    });
    child.stderr.on('data', (chunk: Buffer) => {
      output += chunk;
    });
    child.on('error', (error) => resolve({ code: 127, stdout, output: `${output}${program}: ${error.message}\n` }));
    child.on('close', (code) => resolve({ code: code ?? 1, stdout, output }));
  });
}

/** Times a check and says how it went, at once. */
export async function step(
  name: string,
  check: () => Promise<{ passed: boolean; output: string }>,
): Promise<StepResult> {
  const started = performance.now();
  const { passed, output } = await check().catch((error: unknown) => ({ passed: false, output: String(error) }));
  const wallMs = Math.round(performance.now() - started);
  console.log(`${passed ? 'ok  ' : 'FAIL'} ${name} (${(wallMs / 1000).toFixed(1)} s)`);
  if (!passed) console.log(output.trimEnd().replace(/^/gm, '     '));
  return { name, passed, output, wallMs };
}

/** A step that passes when the program exits with 0. */
export const program = (name: string, command: string, ...args: string[]): Promise<StepResult> =>
  step(name, async () => {
    const { code, output } = await run(command, args);
    return { passed: code === 0, output };
  });
