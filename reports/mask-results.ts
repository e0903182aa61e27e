import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { maskEvidence } from './mask-evidence.ts';

/**
 * Takes numbers and secrets out of Allure's results and whatever text is attached to them, in place: a step that fails has
 * the driver's own words in it, and nobody sees them before they are written. Pictures stay as they are.
 */
export function maskResults(results: string): void {
  for (const { name } of readdirSync(results, { withFileTypes: true }).filter((entry) => entry.isFile())) {
    if (pictures.has(extname(name))) continue;
    const file = join(results, name);
    const text = readFileSync(file, 'utf8');
    const clean = /-(result|container)\.json$/.test(name) ? maskValues(text) : maskEvidence(text);
    if (clean !== text) writeFileSync(file, clean);
  }
}

const pictures: ReadonlySet<string> = new Set(['.png', '.jpg', '.jpeg']);

/** Value by value: in JSON's own text a line break ends in a letter, behind which no word begins. */
function maskValues(text: string): string {
  let result: unknown;
  try {
    result = JSON.parse(text);
  } catch {
    return maskEvidence(text); // its worker was killed as it wrote
  }
  return JSON.stringify(result, (_key, value: unknown) => (typeof value === 'string' ? maskEvidence(value) : value));
}
