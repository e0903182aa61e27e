import assert from 'node:assert/strict';
import { test } from 'node:test';
import { virtualRig } from './fixture-rig.ts';

test('attempts end at their timeout, and the one that is open when it heals as a reset; then it is stored', async () => {
  const rig = virtualRig();
  await rig.desk.inject('webhook.hang', {}, 8000);
  rig.deliver('M1');
  await rig.pass(7000);
  assert.deepEqual(rig.attempts(), ['ETIMEDOUT']);
  await rig.settle();
  assert.deepEqual(rig.attempts(), ['ETIMEDOUT', 'ECONNRESET', 204]);
  assert.deepEqual(
    rig.of('webhook.received').map(({ duplicate }) => duplicate),
    [false],
  );
  await rig.close();
});
