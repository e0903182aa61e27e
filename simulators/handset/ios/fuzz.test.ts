import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testSeed } from '../../kernel/test-seed.ts';
import { fuzzers } from './fuzz.ts';

const seed = testSeed();
const inputs = 400;

for (const { name, run } of fuzzers) {
  test(`${name}: ${inputs} malformed inputs (seed ${seed}) end in an answer or in an error of the protocol`, async () => {
    for (let index = 0; index < inputs; index++) {
      await assert.doesNotReject(async () => run(seed, index), `input ${index} of seed ${seed}`);
    }
  });
}
