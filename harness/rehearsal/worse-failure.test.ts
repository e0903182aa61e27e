import assert, { AssertionError } from 'node:assert/strict';
import { test } from 'node:test';
import { ClassedError, classify } from './classify.ts';
import { worseFailure } from './worse-failure.ts';

const promise = new AssertionError({ message: 'webhook-delivered is violated (6 judged)' });
const unknown = new ClassedError('unknown', 'mls-agreement is unknown');
const lost = new ClassedError('device', 'ana does not answer');

test('a broken promise is never hidden by what failed before it', () => {
  assert.equal(worseFailure(undefined, undefined), undefined);
  assert.equal(worseFailure(undefined, unknown), unknown);
  assert.equal(worseFailure(lost, undefined), lost);
  assert.equal(worseFailure(lost, unknown), lost);
  assert.equal(worseFailure(lost, promise), promise);
});

test('where the scenario itself saw it too, the promise comes first and a long comparison is cut', () => {
  const numbers = [...Array(40).keys()];
  const own = new AssertionError({ actual: numbers, expected: [], operator: 'deepStrictEqual' });
  const worse = worseFailure(own, promise);
  assert.equal(classify(worse), 'product');
  assert.ok(worse instanceof Error);
  const [head, , title, ...rest] = worse.message.split('\n');
  assert.deepEqual([head, title], [promise.message, "The scenario's own check:"]);
  assert.equal(rest.length, 13);
  assert.match(rest[0] ?? '', /deep-equal/);
});
