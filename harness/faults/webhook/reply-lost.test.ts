import assert from 'node:assert/strict';
import { test } from 'node:test';
import { virtualRig } from './fixture-rig.ts';

test('stored, but never acknowledged: every further attempt is a duplicate, until it heals', async () => {
  const rig = virtualRig();
  await rig.desk.inject('webhook.replyLost', {}, 2000);
  rig.deliver('M1');
  await rig.settle();
  assert.deepEqual(rig.attempts(), ['ECONNRESET', 'ECONNRESET', 204]);
  assert.deepEqual(
    rig.of('webhook.received').map(({ duplicate }) => duplicate),
    [false, true, true],
  );
  assert.deepEqual(await rig.rows(), ['M1 sent']);
  await rig.close();
});
