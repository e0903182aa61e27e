import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from './random.ts';

test('the same seed gives the same bytes, another seed others', () => {
  assert.deepEqual(seededRandom(7).bytes(100), seededRandom(7).bytes(100));
  assert.notDeepEqual(seededRandom(7).bytes(100), seededRandom(8).bytes(100));
});

test('bytes do not depend on how they are asked for', () => {
  const whole = seededRandom(7).bytes(10_000);
  const parts = seededRandom(7);
  const joined = Buffer.concat([parts.bytes(1), parts.bytes(4095), parts.bytes(3), parts.bytes(5901)]);
  assert.deepEqual(Buffer.from(whole), joined);
});

test('a split is independent of draws from its parent, and of its siblings', () => {
  const drawn = seededRandom(7);
  drawn.bytes(50);
  assert.deepEqual(drawn.split('ana#1').bytes(32), seededRandom(7).split('ana#1').bytes(32));
  assert.notDeepEqual(seededRandom(7).split('ana#1').bytes(32), seededRandom(7).split('ana#2').bytes(32));
});

test('below is in range, hits every value, and refuses what is not a limit', () => {
  const random = seededRandom(7);
  const seen = new Set(Array.from({ length: 500 }, () => random.below(7)));
  assert.deepEqual([...seen].sort(), [0, 1, 2, 3, 4, 5, 6]);
  assert.throws(() => random.below(0), RangeError);
  assert.throws(() => random.below(1.5), RangeError);
});

test('a UUID has its version and variant', () => {
  assert.match(seededRandom(7).uuid(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
