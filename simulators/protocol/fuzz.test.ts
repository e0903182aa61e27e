import assert from 'node:assert/strict';
import test from 'node:test';
import { fuzzers } from './fuzz.ts';
import { samples } from './fuzz-samples.ts';
import { draws, mutate } from './mutation.ts';
import { seed } from './property.test-support.ts';
import { parseSip } from './sip.ts';

const inputs = 400;

for (const fuzzer of fuzzers) {
  test(`${fuzzer.name}: ${inputs} spoiled inputs end in a value or a ProtocolError (seed ${seed})`, () => {
    for (let index = 0; index < inputs; index++) fuzzer.run(seed, index);
  });
}

test('the same seed and index spoil the same way, and some inputs stay readable while others do not', () => {
  let readable = 0;
  for (let index = 0; index < 200; index++) {
    const bytes = mutate(samples.sip, draws(seed, 'sip', index));
    assert.deepEqual(mutate(samples.sip, draws(seed, 'sip', index)), bytes);
    try {
      parseSip(bytes);
      readable++;
    } catch {}
  }
  assert.ok(readable > 20 && readable < 180, `${readable} of 200`);
});
