import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageFolder } from '../harness/farm/package-folder.ts';
import { categories } from './categories.ts';
import { type Generator, runGenerator } from './generator.ts';

/** Allure 3, in Node: where there is no Java. It keeps its history in a file of its own. */
export const allure3: Generator = {
  name: 'allure 3',
  async generate(results, output, history) {
    mkdirSync(history, { recursive: true });
    const scratch = mkdtempSync(join(tmpdir(), 'greenroom-report-'));
    try {
      const config = join(scratch, 'allurerc.json');
      writeFileSync(
        config,
        JSON.stringify({
          name: 'Greenroom rehearsal',
          output,
          historyPath: join(history, 'allure3.jsonl'),
          historyLimit: 50,
          categories,
          plugins: {
            awesome: {
              options: { reportName: 'Greenroom rehearsal', singleFile: true, groupBy: ['epic', 'feature', 'story'] },
            },
          },
        }),
      );
      const program = join(packageFolder('allure', import.meta.dirname), 'cli.js');
      await runGenerator(process.execPath, [program, 'generate', results, '-c', config, '-o', output], scratch);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  },
};
