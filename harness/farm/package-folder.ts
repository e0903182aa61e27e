import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/**
 * The folder of an installed package as Node would find it from `root`, also of one that exports no package.json.
 * @throws when it is not installed
 */
export function packageFolder(name: string, root: string): string {
  const places = createRequire(join(root, 'package.json')).resolve.paths(name) ?? [];
  const folder = places.map((place) => join(place, name)).find((place) => existsSync(join(place, 'package.json')));
  if (folder === undefined) throw new Error(`the package ${name} is not installed. Run "npm ci".`);
  return realpathSync(folder);
}
