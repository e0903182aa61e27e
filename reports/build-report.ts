import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { allure2 } from './allure2.ts';
import { allure3 } from './allure3.ts';
import { findJava, type Generator, ReportError } from './generator.ts';
import { replaceFolder } from './publish.ts';
import { type RunFacts, writeRunFacts } from './run-facts.ts';

export interface ReportOptions {
  /** A folder of Allure results. */
  readonly results: string;
  /** Where the report goes. An older one stays until the new one is whole. */
  readonly output: string;
  /** What is carried from report to report. */
  readonly history: string;
  readonly facts: RunFacts;
  /** Chosen by whether Java is there when absent. */
  readonly generator?: Generator;
}

/**
 * Builds the report of a run and puts it in place.
 * @returns the file to open
 * @throws ReportError when there are no results, or when the generator fails; the older report is untouched then
 */
export async function buildReport(options: ReportOptions): Promise<string> {
  const { results, output, history, facts } = options;
  const found = existsSync(results) ? readdirSync(results).filter((name) => name.endsWith('-result.json')) : [];
  if (found.length === 0) throw new ReportError(`there are no results in ${results}`);
  const generator = options.generator ?? (findJava() === undefined ? allure3 : allure2);
  writeRunFacts(results, facts);
  mkdirSync(dirname(output), { recursive: true });
  const fresh = join(dirname(output), `.report-${process.pid}`);
  rmSync(fresh, { recursive: true, force: true });
  try {
    await generator.generate(results, fresh, history);
    if (!existsSync(join(fresh, 'index.html'))) throw new ReportError(`${generator.name} left no index.html`);
    replaceFolder(fresh, output);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return join(output, 'index.html');
}
