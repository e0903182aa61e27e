import assert from 'node:assert/strict';
import { test } from 'node:test';
import { vectorsSkipped } from '../../crypto/third-party-vectors.ts';
import { officialVectors } from './official-vectors.ts';

const thorough = process.env['GREENROOM_THOROUGH'] !== undefined;

for (const file of officialVectors) {
  test(`RFC 9420 vectors ${file.name}`, async (context) => {
    const outcome = await file.run({ thorough });
    if (!outcome) return vectorsSkipped(context, `mls/${file.name}.json`);
    const { suite1, suite2, noSuite } = outcome.run;
    const ran = suite1 + suite2 + noSuite;
    assert.deepEqual(outcome.failures, []);
    assert.ok(ran >= file.atLeast, `only ${ran} vectors are of suites 1 and 2`);
    const details = Object.entries(outcome.checks).map(([what, times]) => `${times} ${what}`);
    context.diagnostic([`${ran} of ${outcome.cases} vectors held`, ...details].join(', '));
  });
}
