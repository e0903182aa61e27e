import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { categories } from './categories.ts';

/** What a report says about the run beside its results. */
export interface RunFacts {
  /** Shown under "Environment": seed, phones, versions. No secrets. */
  readonly environment: Readonly<Record<string, string>>;
  /** The run's name: its folder. */
  readonly run: string;
  /** Milliseconds since the epoch: orders the runs of the history. */
  readonly startedAtMs: number;
}

/** Writes categories.json, environment.properties and executor.json beside the results, where both generators read them. */
export function writeRunFacts(results: string, facts: RunFacts): void {
  writeFileSync(join(results, 'categories.json'), JSON.stringify(categories));
  const lines = Object.entries(facts.environment).map(([key, value]) => `${escaped(key)}=${escaped(value)}`);
  writeFileSync(join(results, 'environment.properties'), `${lines.join('\n')}\n`);
  writeFileSync(
    join(results, 'executor.json'),
    JSON.stringify({
      name: 'Greenroom',
      type: 'greenroom',
      reportName: 'Greenroom rehearsal',
      buildName: facts.run,
      buildOrder: facts.startedAtMs,
    }),
  );
}

/** java.util.Properties ends a key at a space, an equals sign or a colon. */
const escaped = (text: string): string => text.replace(/[\\=:#! ]/g, '\\$&').replaceAll('\n', ' ');
