import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plant } from '../oracle/plant.ts';

/** A plant that does not fit the source any more: it would judge nothing. */
export class PlantError extends Error {
  override readonly name = 'PlantError';
}

export interface Planted {
  /** Whether the changed module was loaded. */
  applied(): boolean;
  remove(): void;
}

const root = join(import.meta.dirname, '..', '..');

/**
 * Changes a module's source while it loads, in this process, for every import from now on.
 * @throws PlantError when the text to replace is not in the file exactly once
 */
export function plantSource({ id, file, find, replace }: Plant): Planted {
  const path = join(root, file);
  const text = readFileSync(path, 'utf8');
  const count = text.split(find).length - 1;
  if (count !== 1) {
    throw new PlantError(
      `plant ${id}: the text to replace stands ${count} times in ${file}, but must exactly once. Write it anew.`,
    );
  }
  const url = pathToFileURL(path).href;
  let applied = false;
  const hooks = registerHooks({
    load(asked, context, next) {
      const loaded = next(asked, context);
      if (asked !== url) return loaded;
      applied = true;
      return { ...loaded, source: text.replace(find, () => replace) };
    },
  });
  return { applied: () => applied, remove: () => hooks.deregister() };
}
