import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.env['GREENROOM_VECTORS'] ?? join(import.meta.dirname, '..', '..', '..', 'shared', 'vectors');

/**
 * A file of third-party test vectors as JSON, for tests only: the project carries none of them. Nothing when the folder
 * named by GREENROOM_VECTORS does not have it, and then a line on standard output says so.
 * @param name e.g. `wycheproof/aes_gcm_test.json`
 */
export function thirdPartyVectors<T>(name: string): T | undefined {
  const path = join(folder, name);
  if (!existsSync(path)) {
    console.log(`SKIPPED ${name}: set GREENROOM_VECTORS to a folder that has it. Nothing was tested.`);
    return undefined;
  }
  return JSON.parse(readFileSync(path, 'utf8')) as T;
}
