import { test } from 'node:test';
import { testSeed } from '../kernel/test-seed.ts';
import { fuzzers } from './fuzz.ts';

const seed = testSeed();
const inputs = 150;

for (const { name, run } of fuzzers) {
  test(`${name}: ${inputs} malformed inputs end as they should (seed ${seed})`, async () => {
    for (let index = 0; index < inputs; index++) {
      try {
        await run(seed, index);
      } catch (error) {
        throw new Error(`input ${index} of seed ${seed}`, { cause: error });
      }
    }
  });
}
