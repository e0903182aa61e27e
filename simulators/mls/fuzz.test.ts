import { test } from 'node:test';
import { seed } from './fixture.ts';
import { fuzzers } from './fuzz.ts';

/** Inputs for each decoder here; a torture run feeds them a million. */
const inputs = 300;

for (const fuzzer of fuzzers) {
  test(`${fuzzer.name}: ${inputs} malformed inputs are refused and change nothing (seed ${seed})`, async () => {
    for (let index = 0; index < inputs; index++) await fuzzer.run(seed, index);
  });
}
