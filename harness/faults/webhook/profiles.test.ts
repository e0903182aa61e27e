import assert from 'node:assert/strict';
import { test } from 'node:test';
import { webhookProfiles } from '../../../simulators/enterprise/webhook-profile.ts';
import { virtualRig, wallRig } from './fixture-rig.ts';

for (const profile of webhookProfiles) {
  test(`${profile}: whatever is altered on its way is refused, and arrives unaltered later`, async () => {
    for (const altered of ['body', 'signature', 'timestamp', 'id']) {
      const rig = virtualRig({ profile });
      await rig.desk.inject('webhook.wrongSignature', { altered }, 2000);
      rig.deliver('M1');
      await rig.settle();
      assert.deepEqual(
        rig.of('webhook.refused').map(({ http_status }) => http_status),
        [401, 401],
        altered,
      );
      assert.deepEqual(
        rig.of('webhook.tampered').map(({ http_status }) => http_status),
        [401, 401],
        altered,
      );
      assert.deepEqual(await rig.rows(), ['M1 sent'], altered);
      await rig.close();
    }
  });

  test(`${profile}: a copy is stored once, a lost answer brings a copy, a recorded one adds nothing`, async () => {
    const rig = virtualRig({ profile });
    await rig.desk.inject('webhook.duplicate', {});
    await rig.desk.inject('webhook.replyLost', {}, 2000);
    await rig.desk.inject('webhook.replayedTimestamp', { timestamp: 'kept' });
    for (const status of ['sent', 'delivered', 'displayed'] as const) rig.deliver('M1', status);
    await rig.settle();
    await rig.pass(3000);
    assert.deepEqual((await rig.rows()).toSorted(), ['M1 delivered', 'M1 read', 'M1 sent']);
    assert.ok(rig.of('webhook.received').some(({ duplicate }) => duplicate));
    await rig.close();
  });

  test(`${profile}: keys rotate while a delivery is retried`, async () => {
    const rig = virtualRig({ profile });
    await rig.desk.inject('webhook.keyRotated', { overlapMs: 1000 }, 2500);
    rig.deliver('M1');
    await rig.settle();
    assert.deepEqual(await rig.rows(), ['M1 sent']);
    await rig.close();
  });

  test(`${profile}: over sockets`, async () => {
    const rig = await wallRig({ profile });
    try {
      rig.deliver('M1');
      rig.deliver('M1', 'delivered');
      await rig.settle();
      assert.deepEqual((await rig.rows()).toSorted(), ['M1 delivered', 'M1 sent']);
      assert.ok(rig.of('webhook.attempt').every(({ http_status }) => http_status === (profile === 'rbm' ? 200 : 204)));
    } finally {
      await rig.close();
    }
  });
}

test('rbm: one event that gets no answer stalls every other, also of other agents; healed, all arrive in order', async () => {
  const rig = virtualRig({ profile: 'rbm' });
  rig.deliver('M0');
  await rig.settle();
  await rig.desk.inject('webhook.stalled', { status: 'delivered' });
  rig.deliver('M1', 'delivered');
  rig.deliver('M2');
  rig.deliver('M3');
  await rig.pass(4000);
  assert.deepEqual(await rig.rows(), ['M0 sent']);
  await rig.desk.healAll();
  await rig.settle();
  assert.deepEqual(await rig.rows(), ['M0 sent', 'M1 delivered', 'M2 sent', 'M3 sent']);
  await rig.close();
});
