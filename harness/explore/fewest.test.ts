import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { testSeed } from '../../simulators/kernel/test-seed.ts';
import { fewest } from './fewest.ts';

const seed = testSeed();

test(`exactly what is needed stays, in its order, at few questions (seed ${seed})`, async () => {
  const some = fc.uniqueArray(fc.nat(63), { maxLength: 6 });
  const property = fc.asyncProperty(some, async (needed) => {
    const items = [...Array(64).keys()];
    let asked = 0;
    const kept = await fewest(items, async (left) => {
      asked++;
      return needed.every((one) => left.includes(one));
    });
    assert.deepEqual(
      kept,
      items.filter((one) => needed.includes(one)),
    );
    assert.ok(asked <= 20 + 24 * needed.length, `${asked} questions for ${needed.length} of 64`);
  });
  await fc.assert(property, { seed, numRuns: 200 });
});

test(`where one thing stands for another, nothing that is left can be spared alone (seed ${seed})`, async () => {
  const sets = fc.array(fc.uniqueArray(fc.nat(19), { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 4 });
  const property = fc.asyncProperty(sets, async (reasons) => {
    const holds = async (left: readonly number[]): Promise<boolean> =>
      reasons.some((reason) => reason.every((one) => left.includes(one)));
    const kept = await fewest([...Array(20).keys()], holds);
    assert.ok(await holds(kept));
    for (const spared of kept)
      assert.ok(!(await holds(kept.filter((one) => one !== spared))), `${spared} is not needed`);
  });
  await fc.assert(property, { seed, numRuns: 200 });
});

test('nothing stays of what nothing is needed of', async () => {
  assert.deepEqual(await fewest([1, 2, 3], async () => true), []);
  assert.deepEqual(await fewest([], async () => true), []);
});
