import assert from 'node:assert/strict';
import { test } from 'node:test';
import { virtualRig } from './fixture-rig.ts';

test('connections are reset and nothing arrives, until it heals: then the next attempt is stored', async () => {
  const rig = virtualRig();
  await rig.desk.inject('webhook.reset', {}, 2000);
  rig.deliver('M1');
  await rig.pass(1500);
  assert.deepEqual(rig.attempts(), ['ECONNRESET', 'ECONNRESET']);
  assert.deepEqual(await rig.rows(), []);
  await rig.settle();
  assert.deepEqual(rig.attempts(), ['ECONNRESET', 'ECONNRESET', 204]);
  assert.deepEqual(await rig.rows(), ['M1 sent']);
  await rig.close();
});
