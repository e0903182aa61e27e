import assert from 'node:assert/strict';
import { test } from 'node:test';
import { virtualRig } from './fixture-rig.ts';

test('events of one kind get no answer, the others do not wait for them; healed, they arrive', async () => {
  const rig = virtualRig();
  await rig.desk.inject('webhook.stalled', { status: 'delivered' });
  rig.deliver('M1');
  rig.deliver('M1', 'delivered');
  rig.deliver('M2');
  await rig.pass(100);
  assert.deepEqual(await rig.rows(), ['M1 sent', 'M2 sent']);
  await rig.desk.healAll();
  await rig.settle();
  assert.deepEqual(rig.attempts(), [204, 204, 'ECONNRESET', 204]);
  assert.deepEqual(await rig.rows(), ['M1 sent', 'M2 sent', 'M1 delivered']);
  await rig.close();
});
