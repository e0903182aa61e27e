import assert from 'node:assert/strict';
import { test } from 'node:test';
import { virtualRig } from './fixture-rig.ts';

test('each delivery arrives again and is stored once; healed, it arrives once', async () => {
  const rig = virtualRig();
  const fault = await rig.desk.inject('webhook.duplicate', { copies: 2, afterMs: 500 });
  rig.deliver('M1');
  await rig.pass(1000);
  const seen = (): boolean[] => rig.of('webhook.received').map(({ duplicate }) => duplicate);
  assert.deepEqual(seen(), [false, true, true]);
  assert.deepEqual(rig.attempts(), [204]);
  await rig.desk.heal(fault);
  rig.deliver('M2');
  await rig.pass(1000);
  assert.deepEqual(seen(), [false, true, true, false]);
  assert.deepEqual(await rig.rows(), ['M1 sent', 'M2 sent']);
  await rig.close();
});

test('what has not arrived again when it heals never does', async () => {
  const rig = virtualRig();
  await rig.desk.inject('webhook.duplicate', { afterMs: 5000 });
  rig.deliver('M1');
  await rig.pass(1000);
  await rig.desk.healAll();
  await rig.pass(10_000);
  assert.equal(rig.of('webhook.received').length, 1);
  await rig.close();
});
