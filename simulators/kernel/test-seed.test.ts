import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testSeed } from './test-seed.ts';

test('the seed is the one given, or the usual one', () => {
  assert.equal(testSeed({ GREENROOM_SEED: '7' }), 7);
  assert.equal(testSeed({ GREENROOM_SEED: '-3' }), -3);
  assert.equal(testSeed({}), 20_261_122);
  assert.equal(testSeed({ GREENROOM_SEED: '' }), 20_261_122);
});

for (const wrong of ['abc', '1.5', 'NaN', 'Infinity', ' ', ' 7', '7 8', '9007199254740993'])
  test(`a seed that is no whole number is refused: ${JSON.stringify(wrong)}`, () => {
    assert.throws(() => testSeed({ GREENROOM_SEED: wrong }), /^Error: GREENROOM_SEED is ".*": give a whole number/);
  });

test('the seed is printed once', (context) => {
  const log = context.mock.method(console, 'log', () => {});
  testSeed({ GREENROOM_SEED: '11' });
  testSeed({ GREENROOM_SEED: '11' });
  assert.deepEqual(
    log.mock.calls.map((call) => call.arguments),
    [['GREENROOM_SEED=11']],
  );
});
