import assert from 'node:assert/strict';
import { test } from 'node:test';
import { virtualRig } from './fixture-rig.ts';

test('a redirect is not followed but tried again, until it heals', async () => {
  const rig = virtualRig();
  await rig.desk.inject('webhook.redirected', { status: 308 }, 2000);
  rig.deliver('M1');
  await rig.settle();
  assert.deepEqual(rig.attempts(), [308, 308, 204]);
  assert.deepEqual(await rig.rows(), ['M1 sent']);
  await rig.close();
});
