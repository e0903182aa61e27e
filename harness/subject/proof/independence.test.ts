import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

test('the verifier shares no code with the archive: hashing, signatures, and RFC 8785 at most', () => {
  const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.ts') && !name.includes('.test.'));
  assert.ok(files.length >= 7);
  for (const file of files) {
    const imports = [...readFileSync(join(import.meta.dirname, file), 'utf8').matchAll(/from '(\.[^']+)'/g)];
    for (const [, path = ''] of imports)
      assert.match(
        path,
        /^(\.\/[\w-]+|\.\.\/contract\/[\w-]+|(\.\.\/){3}simulators\/(crypto|kernel)\/[\w/-]+)\.ts$/,
        file,
      );
  }
});
