import assert from 'node:assert/strict';
import { test } from 'node:test';
import { webhookProfiles } from '../../../simulators/enterprise/webhook-profile.ts';
import { virtualRig } from './fixture-rig.ts';

for (const profile of webhookProfiles) {
  test(`${profile}: an endpoint that says it is gone gets nothing more; healed, everything that was given up arrives, once`, async () => {
    const rig = virtualRig({ profile });
    rig.deliver('M0');
    await rig.settle();
    await rig.desk.inject('webhook.gone', {});
    rig.deliver('M1');
    rig.deliver('M2');
    await rig.pass(500);
    rig.deliver('M3');
    await rig.pass(500);
    assert.ok(rig.enterprise.platform.disabled());
    assert.equal(rig.of('webhook.abandoned').length, 3);
    assert.ok(rig.attempts().length <= 3, 'it went on after 410');
    assert.deepEqual(await rig.rows(), ['M0 sent']);
    await rig.desk.healAll();
    await rig.settle();
    assert.ok(!rig.enterprise.platform.disabled());
    assert.deepEqual(await rig.rows(), ['M0 sent', 'M1 sent', 'M2 sent', 'M3 sent']);
    assert.equal(rig.of('webhook.replayed').length, 3);
    await rig.close();
  });
}
