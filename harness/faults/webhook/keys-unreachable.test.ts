import assert from 'node:assert/strict';
import { test } from 'node:test';
import { virtualRig } from './fixture-rig.ts';

for (const answer of ['none', 'error', 'stale']) {
  test(`a receiver without the public keys (${answer}) refuses; healed, the next attempt is stored`, async () => {
    const rig = virtualRig();
    await rig.desk.inject('webhook.keysUnreachable', { answer }, 2000);
    rig.deliver('M1');
    await rig.settle();
    assert.deepEqual(rig.attempts(), [401, 401, 204]);
    assert.deepEqual(await rig.rows(), ['M1 sent']);
    await rig.close();
  });
}

test('a receiver that has the keys already needs nobody', async () => {
  const rig = virtualRig({ signatures: ['v1a'] });
  rig.deliver('M1');
  await rig.settle();
  await rig.desk.inject('webhook.keysUnreachable', {});
  rig.deliver('M2');
  await rig.settle();
  assert.deepEqual(rig.attempts(), [204, 204]);
  await rig.close();
});
