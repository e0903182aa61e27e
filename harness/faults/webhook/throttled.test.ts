import assert from 'node:assert/strict';
import { test } from 'node:test';
import { virtualRig } from './fixture-rig.ts';

test('429 holds the platform back as long as Retry-After says; healed, the next attempt is stored', async () => {
  const rig = virtualRig();
  await rig.desk.inject('webhook.throttled', { retryAfter: 7 }, 1000);
  rig.deliver('M1');
  await rig.settle();
  assert.deepEqual(rig.attempts(), [429, 204]);
  assert.equal(rig.of('webhook.attempt')[0]?.next_ms, 7000);
  assert.deepEqual(await rig.rows(), ['M1 sent']);
  await rig.close();
});
