import assert from 'node:assert/strict';
import { test } from 'node:test';
import { virtualRig } from './fixture-rig.ts';

test('an answer that is shorter than it says acknowledges all the same; healed, the answer is the real one', async () => {
  const rig = virtualRig();
  await rig.desk.inject('webhook.truncated', {});
  rig.deliver('M1');
  await rig.pass(100);
  assert.deepEqual(rig.attempts(), [200]);
  await rig.desk.healAll();
  rig.deliver('M2');
  await rig.settle();
  assert.deepEqual(rig.attempts(), [200, 204]);
  assert.deepEqual(await rig.rows(), ['M1 sent', 'M2 sent']);
  await rig.close();
});

test("a refusal stays one: the status is the receiver's", async () => {
  const rig = virtualRig();
  await rig.desk.inject('webhook.wrongSignature', {});
  await rig.desk.inject('webhook.truncated', {});
  rig.deliver('M1');
  await rig.pass(100);
  assert.deepEqual(rig.attempts(), [401]);
  await rig.close();
});
