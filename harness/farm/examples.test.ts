import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadFarm } from './read-farm.ts';

const examples = globSync(join(import.meta.dirname, '..', '..', 'test', '*.yaml'));

test('there are examples of farms', () => assert.ok(examples.length >= 3));

for (const file of examples)
  test(`an example is a farm: ${file.split('/').at(-1)}`, () => {
    const { pairs } = loadFarm(file);
    assert.ok(pairs.length > 0);
    for (const { android, ios } of pairs) assert.deepEqual([android.os, ios.os], ['android', 'ios']);
  });
