import { test } from 'node:test';
import { fuzzers } from './fuzz.ts';

const seed = Number(process.env['GREENROOM_SEED'] ?? 20261122);
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
