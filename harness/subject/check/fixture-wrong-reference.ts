import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { createSubjectHost } from '../../../simulators/enterprise/host/host.ts';
import type { WrongSource } from './fixture-wrong-sources.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const enterprise = pathToFileURL(join(root, 'simulators', 'enterprise')).href;
const host = pathToFileURL(join(root, 'simulators', 'enterprise', 'host', 'host.ts')).href;

/**
 * The reference with one change to its source, beside the one that was loaded already: its modules are loaded once more,
 * under URLs of their own. @throws Error when the text to replace is not in the file exactly once, or was never loaded
 */
export async function wrongReference({ id, file, find, replace }: WrongSource): Promise<typeof createSubjectHost> {
  const changed = pathToFileURL(join(root, file)).href;
  const text = readFileSync(join(root, file), 'utf8');
  const count = text.split(find).length - 1;
  if (count !== 1)
    throw new Error(`${id}: the text to replace stands ${count} times in ${file}, but must exactly once`);
  const mark = `?wrong=${id}`;
  let applied = false;
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      const resolved = next(specifier, context);
      const isOwn = context.parentURL?.endsWith(mark) === true && resolved.url.startsWith(enterprise);
      return isOwn ? { ...resolved, url: `${resolved.url}${mark}` } : resolved;
    },
    load(url, context, next) {
      const loaded = next(url, context);
      if (url !== `${changed}${mark}`) return loaded;
      applied = true;
      return { ...loaded, source: text.replace(find, () => replace) };
    },
  });
  try {
    const loaded = (await import(`${host}${mark}`)) as { readonly createSubjectHost: typeof createSubjectHost };
    if (!applied) throw new Error(`${id}: ${file} was not loaded, so nothing was changed`);
    return loaded.createSubjectHost;
  } finally {
    hooks.deregister();
  }
}
