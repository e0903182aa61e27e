import assert from 'node:assert/strict';
import { test } from 'node:test';
import { virtualRig } from './fixture-rig.ts';

for (const altered of ['body', 'signature', 'timestamp', 'id']) {
  test(`a delivery whose ${altered} was altered is refused and stored nowhere; healed, the next attempt is`, async () => {
    const rig = virtualRig();
    await rig.desk.inject('webhook.wrongSignature', { altered }, 2000);
    rig.deliver('M1');
    await rig.pass(1500);
    assert.deepEqual(rig.attempts(), [401, 401]);
    assert.ok(rig.of('webhook.refused').every(({ reason }) => reason.startsWith('not-signed')));
    assert.deepEqual(await rig.rows(), []);
    await rig.settle();
    assert.deepEqual(await rig.rows(), ['M1 sent']);
    await rig.close();
  });
}
