import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

const folder = process.env['GREENROOM_VECTORS'] ?? join(import.meta.dirname, '..', '..', '..', 'shared', 'vectors');

/**
 * A file of third-party test vectors as JSON: the project carries none of them. Nothing when the folder named by
 * GREENROOM_VECTORS does not have it.
 * @param name e.g. `wycheproof/aes_gcm_test.json`
 */
export function readThirdPartyVectors<T>(name: string): T | undefined {
  const path = join(folder, name);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as T) : undefined;
}

/**
 * Every JSON file below a folder of third-party test vectors, by its path in there. Nothing when it is not there.
 * @param name e.g. `merkle/inclusion`
 */
export function readThirdPartyFolder<T>(name: string): ReadonlyMap<string, T> | undefined {
  const path = join(folder, name);
  if (!existsSync(path)) return undefined;
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));
  return new Map(files.sort().map((file) => [file, JSON.parse(readFileSync(join(path, file), 'utf8')) as T]));
}

/** Counts a test as skipped, not as passed, when a file of vectors is not there. */
export function vectorsSkipped(context: Pick<TestContext, 'skip'>, name: string): void {
  context.skip(`${name}: set GREENROOM_VECTORS to a folder that has it. Nothing was tested.`);
}
