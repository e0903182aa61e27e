import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { packageFolder } from '../harness/farm/package-folder.ts';
import { embeddedData } from './embedded-data.ts';
import { type Generator, ReportError, runGenerator } from './generator.ts';

/** Java works for seconds here: what it does to be fast after minutes takes it longer than all the rest. */
const shortRun = '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC';

/**
 * Allure 2, in Java, as one file that opens from the disk. It reads its history from the results and leaves the new one
 * in the report, whence it is taken for the next.
 */
export const allure2: Generator = {
  name: 'allure 2',
  async generate(results, output, history) {
    const kept = join(history, 'allure2');
    const given = join(results, 'history');
    rmSync(given, { recursive: true, force: true });
    if (existsSync(kept)) cpSync(kept, given, { recursive: true });
    const program = join(packageFolder('allure-commandline', import.meta.dirname), 'dist', 'bin', 'allure');
    const options = `${shortRun} ${process.env['JAVA_OPTS'] ?? ''}`;
    await runGenerator(program, ['generate', results, '-o', output, '--single-file'], results, { JAVA_OPTS: options });
    const fresh = [...embeddedData(join(output, 'index.html'))].filter(([name]) => name.startsWith('history/'));
    if (fresh.length === 0) throw new ReportError('the report of Allure 2 holds no history: its form has changed');
    rmSync(kept, { recursive: true, force: true });
    mkdirSync(kept, { recursive: true });
    for (const [name, content] of fresh) writeFileSync(join(kept, basename(name)), content);
  },
};
