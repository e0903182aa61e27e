import { cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from '../harness/farm/package-folder.ts';
import { type Generator, runGenerator } from './generator.ts';

/** Allure 2, in Java. It reads its history from the results and leaves the new one in the report. */
export const allure2: Generator = {
  name: 'allure 2',
  async generate(results, output, history) {
    const kept = join(history, 'allure2');
    const given = join(results, 'history');
    rmSync(given, { recursive: true, force: true });
    if (existsSync(kept)) cpSync(kept, given, { recursive: true });
    const program = join(packageFolder('allure-commandline', import.meta.dirname), 'dist', 'bin', 'allure');
    await runGenerator(program, ['generate', results, '-o', output], results);
    rmSync(kept, { recursive: true, force: true });
    cpSync(join(output, 'history'), kept, { recursive: true });
  },
};
