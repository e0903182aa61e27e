import { test } from 'node:test';
import { testSeed } from '../../../simulators/kernel/test-seed.ts';
import { fuzzers } from './proof-fuzzers.ts';

const seed = testSeed();
const inputs = 1000;

for (const { name, run } of fuzzers) {
  test(`${name}: ${inputs} malformed inputs end as they should (seed ${seed})`, () => {
    for (let index = 0; index < inputs; index++) {
      try {
        run(seed, index);
      } catch (error) {
        throw new Error(`input ${index} of seed ${seed}`, { cause: error });
      }
    }
  });
}
