import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { testSeed } from '../../kernel/test-seed.ts';
import { fuzzers } from './fuzz.ts';

const seed = testSeed();
const inputs = Number(process.env['GREENROOM_FUZZ'] ?? 300);

/** Growth of what is still in use after all inputs but the first hundred, bytes: room for caches, not for a leak. */
const allowedGrowth = 12 * 1024 * 1024;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
async function inUse(): Promise<number> {
  collect();
  await nextTurn(); // finalizers run between turns, and free what the second collection finds
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

describe(`malformed input neither crashes, hangs nor grows the phone (seed ${seed})`, () => {
  for (const { name, run } of fuzzers) {
    it(`${inputs} ${name}`, async () => {
      let before = 0;
      for (let index = 0; index < inputs; index++) {
        if (index === 100) before = await inUse();
        try {
          await run(seed, index);
        } catch (error) {
          throw new Error(`${name}: input ${index} of seed ${seed}`, { cause: error });
        }
      }
      const growth = (await inUse()) - before;
      assert.ok(growth < allowedGrowth, `${name} grew the phone by ${growth} bytes`);
    });
  }
});
