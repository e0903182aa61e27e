import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';

const root = join(import.meta.dirname, '../..');
const sources = pathToFileURL(join(root, 'simulators')).href;

test('the client SDK imports the libraries that its page names, and no others', async () => {
  const libraries = new Set<string>();
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      const ours = context.parentURL?.startsWith(sources) === true;
      if (ours && !/^(\.|node:|file:)/.test(specifier)) libraries.add(specifier);
      return next(specifier, context);
    },
  });
  try {
    await import(pathToFileURL(join(root, 'simulators/handset/agent/sdk/index.ts')).href);
  } finally {
    hooks.deregister();
  }
  const page = readFileSync(join(root, 'docs/client-sdk.md'), 'utf8');
  const named = /of other libraries ([^.]*)\./.exec(page)?.[1]?.match(/(?<=`)[\w-]+(?=`)/g) ?? [];
  assert.deepEqual([...libraries].sort(), [...named].sort());
});
