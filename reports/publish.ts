import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Puts a finished folder in the place of another in two renames: a reader sees the old one or the new one, never half
 * of either. `fresh` must be on the same file system.
 */
export function replaceFolder(fresh: string, place: string): void {
  mkdirSync(dirname(place), { recursive: true });
  const old = join(dirname(place), `.${basename(place)}-old-${process.pid}`);
  const had = existsSync(place);
  if (had) renameSync(place, old);
  try {
    renameSync(fresh, place);
  } catch (error) {
    if (had) renameSync(old, place);
    throw error;
  }
  rmSync(old, { recursive: true, force: true });
}
