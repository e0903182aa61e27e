import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** One of the two programs that make a report of Allure results. */
export interface Generator {
  readonly name: 'allure 2' | 'allure 3';
  /** Makes the report in `output` (which does not exist yet) and carries `history` over. @throws ReportError */
  generate(results: string, output: string, history: string): Promise<void>;
}

/** A report could not be made, and why. */
export class ReportError extends Error {
  override readonly name = 'ReportError';
}

/** The Java program, or undefined: `JAVA_HOME`, then PATH. */
export function findJava(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const home = env['JAVA_HOME'];
  const folders = [
    ...(home === undefined || home === '' ? [] : [join(home, 'bin')]),
    ...(env['PATH'] ?? '').split(delimiter),
  ];
  return folders.map((folder) => join(folder, 'java')).find((file) => existsSync(file));
}

const limitMs = 120_000;

/** Runs a generator to its end. @param env in addition to ours @throws ReportError with the last thing it said */
export function runGenerator(
  program: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = {},
): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(
      program,
      args,
      { cwd, env: { ...process.env, ...env }, timeout: limitMs, maxBuffer: 16 << 20 },
      (error, stdout, stderr) => {
        if (error === null) return resolve();
        const said = `${stdout}\n${stderr}`.trim().split('\n').at(-1) ?? '';
        const why = error.killed === true ? `it took longer than ${limitMs / 1000} s` : said || error.message;
        reject(new ReportError(`${program} failed: ${why}`));
      },
    );
  });
}
