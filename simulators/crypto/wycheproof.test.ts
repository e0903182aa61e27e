import assert from 'node:assert/strict';
import { test } from 'node:test';
import { vectorsSkipped } from './third-party-vectors.ts';
import { wycheproofFiles } from './wycheproof.ts';

for (const file of wycheproofFiles) {
  test(`Wycheproof ${file.name}`, (context) => {
    const outcome = file.run();
    if (!outcome) return vectorsSkipped(context, `wycheproof/${file.name}`);
    const { cases, held, outside } = outcome;
    assert.deepEqual(outcome.failures, []);
    assert.equal(held + outside, cases);
    assert.ok(held >= file.atLeast, `only ${held} of ${cases} cases apply`);
    context.diagnostic(`${held} cases held, ${outside} outside the primitive, of ${cases}`);
  });
}
