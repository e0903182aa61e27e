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
  /** Whether all changed modules were loaded. */
  applied(): boolean;
  remove(): void;
}

const root = join(import.meta.dirname, '..', '..');

/**
 * Changes the source of modules while they load, in this process, for every import from now on.
 * @throws PlantError when a text to replace is not in its file exactly once
 */
export function plantSource({ id, also = [], ...first }: Plant): Planted {
  const changes = [first, ...also];
  const sources = new Map<string, string>();
  for (const { file, find, replace } of changes) {
    const path = join(root, file);
    const url = pathToFileURL(path).href;
    const text = sources.get(url) ?? readFileSync(path, 'utf8');
    const count = text.split(find).length - 1;
    if (count !== 1) {
      throw new PlantError(
        `plant ${id}: the text to replace stands ${count} times in ${file}, but must exactly once. Write it anew.`,
      );
    }
    sources.set(
      url,
      text.replace(find, () => replace),
    );
  }
  const applied = new Set<string>();
  const hooks = registerHooks({
    load(asked, context, next) {
      const loaded = next(asked, context);
      const source = sources.get(asked);
      if (source === undefined) return loaded;
      applied.add(asked);
      return { ...loaded, source };
    },
  });
  return { applied: () => applied.size === sources.size, remove: () => hooks.deregister() };
}
