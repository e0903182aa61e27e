import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { allure2 } from './allure2.ts';
import { allure3 } from './allure3.ts';
import { findJava, type Generator, ReportError } from './generator.ts';
import { maskResults } from './mask-results.ts';
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
  /** Pages that lie beside the report, by file name. */
  readonly pages?: Readonly<Record<string, string>>;
  /** Tried in this order. By default Allure 2 where there seems to be a Java, then Allure 3. */
  readonly generators?: readonly Generator[];
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
  maskResults(results);
  const generators = options.generators ?? (findJava() === undefined ? [allure3] : [allure2, allure3]);
  writeRunFacts(results, facts);
  mkdirSync(dirname(output), { recursive: true });
  const fresh = join(dirname(output), `.report-${process.pid}`);
  try {
    await generateByFirst(generators, { results, fresh, history });
    for (const [name, content] of Object.entries(options.pages ?? {})) writeFileSync(join(fresh, name), content);
    replaceFolder(fresh, output);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return join(output, 'index.html');
}

/** macOS has a java that only tells where to get one: what seems to be there may still not run. */
async function generateByFirst(
  generators: readonly Generator[],
  { results, fresh, history }: { readonly results: string; readonly fresh: string; readonly history: string },
): Promise<void> {
  const failures: string[] = [];
  for (const generator of generators) {
    rmSync(fresh, { recursive: true, force: true });
    try {
      await generator.generate(results, fresh, history);
      if (existsSync(join(fresh, 'index.html'))) return;
      failures.push(`${generator.name} left no index.html`);
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new ReportError(failures.join('; '));
}
