import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Changes } from './changes.ts';
import { changeWords } from './words.ts';

/** Writes into Allure's results what changed since the last good run: a tag to filter by, a sentence to read. */
export function markResults(results: string, { items }: Changes): void {
  for (const name of readdirSync(results).filter((file) => file.endsWith('-result.json'))) {
    const file = join(results, name);
    const result = JSON.parse(readFileSync(file, 'utf8')) as Result;
    const change = items.find((item) => item.kind === 'scenario' && item.name === result.name);
    if (change === undefined) continue;
    const words = `${change.change.replace('-', ' ')}: ${changeWords(change)}`;
    writeFileSync(
      file,
      JSON.stringify({
        ...result,
        labels: [...(result.labels ?? []), { name: 'tag', value: change.change }],
        description: [result.description, `**Since the last good run** ${words}`].filter(Boolean).join('\n\n'),
        statusDetails: { ...result.statusDetails, flaky: change.change === 'flaky' },
      }),
    );
  }
}

interface Result {
  readonly name: string;
  readonly description?: string;
  readonly labels?: readonly { readonly name: string; readonly value: string }[];
  readonly statusDetails?: object;
}
