import assert from 'node:assert/strict';
import { test } from 'node:test';
import { virtualRig } from './fixture-rig.ts';

test('of two deliveries the later one is stored first, and neither is tried twice', async () => {
  const rig = virtualRig();
  await rig.desk.inject('webhook.reordered', {});
  rig.deliver('M1');
  await rig.pass(500);
  rig.deliver('M1', 'delivered');
  await rig.settle();
  assert.deepEqual(await rig.rows(), ['M1 delivered', 'M1 sent']);
  assert.deepEqual(rig.attempts(), [204, 204]);
  await rig.close();
});

test('one that nothing overtakes goes alone after its wait; healing lets it go at once', async () => {
  const rig = virtualRig();
  await rig.desk.inject('webhook.reordered', { holdMs: 3000 });
  rig.deliver('M1');
  await rig.pass(2900);
  assert.deepEqual(await rig.rows(), []);
  await rig.settle();
  assert.deepEqual(await rig.rows(), ['M1 sent']);
  rig.deliver('M2');
  await rig.pass(100);
  assert.deepEqual(await rig.rows(), ['M1 sent']);
  await rig.desk.healAll();
  await rig.pass(100);
  rig.deliver('M3');
  rig.deliver('M3', 'delivered');
  await rig.settle();
  assert.deepEqual(await rig.rows(), ['M1 sent', 'M2 sent', 'M3 sent', 'M3 delivered']);
  assert.deepEqual(rig.attempts(), [204, 204, 204, 204]);
  await rig.close();
});
