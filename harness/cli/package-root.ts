import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of our package.json: two up in a clone, three up in the published package. */
export const packageRoot = findRoot(import.meta.dirname);

function findRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('greenroom is not installed as a package: no package.json above its code');
  return findRoot(parent);
}
