import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../simulators/kernel/random.ts';
import { canaryLength, findCanaries, isCanary, makeCanary } from './canary.ts';
import { testSeed } from './test-seed.ts';

const seed = testSeed();

test(`a made token is found wherever it stands, and only then (seed ${seed})`, () => {
  const random = seededRandom(seed);
  for (let i = 0; i < 200; i++) {
    const canary = makeCanary(random);
    assert.equal(canary.length, canaryLength);
    assert.ok(isCanary(canary));
    assert.deepEqual(findCanaries(`GR${canary}GR, ${canary}.`), [canary, canary]);
    assert.deepEqual(findCanaries(canary.slice(0, -1)), []);
  }
});

test(`one changed character is no token any more (seed ${seed})`, () => {
  const random = seededRandom(seed).split('changed');
  let survived = 0;
  for (let i = 0; i < 1000; i++) {
    const canary = makeCanary(random);
    const at = 2 + random.below(canaryLength - 2);
    const other = canary.charAt(at) === 'A' ? 'B' : 'A';
    if (isCanary(canary.slice(0, at) + other + canary.slice(at + 1))) survived++;
  }
  assert.ok(survived <= 2, `${survived} of 1000 changed tokens still pass the check`);
});

test('the same stream gives the same tokens, none twice', () => {
  const draw = (): string[] => {
    const random = seededRandom(seed).split('same');
    return Array.from({ length: 1000 }, () => makeCanary(random));
  };
  assert.deepEqual(draw(), draw());
  assert.equal(new Set(draw()).size, 1000);
});
