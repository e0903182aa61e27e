import { test } from 'node:test';
import { testSeed } from '../kernel/test-seed.ts';
import { fuzzers } from './fuzz.ts';

const seed = testSeed();
/** `npm run torture` feeds a million. */
const inputs = 400;

for (const { name, run } of fuzzers) {
  test(`${name}: ${inputs} spoiled inputs end in a refusal (seed ${seed})`, () => {
    for (let index = 0; index < inputs; index++) run(seed, index);
  });
}
