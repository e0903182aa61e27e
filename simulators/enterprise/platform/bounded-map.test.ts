import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boundedMap } from './bounded-map.ts';

test('the oldest key is forgotten when there are too many', () => {
  const map = boundedMap<number>(3);
  for (let n = 0; n < 5; n++) map.ensure(`k${n}`, () => n);
  assert.deepEqual(
    [0, 1, 2, 3, 4].map((n) => map.get(`k${n}`)),
    [undefined, undefined, 2, 3, 4],
  );
  assert.equal(
    map.ensure('k4', () => 9),
    4,
  );
});
