import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultDesk } from '../fault-desk.ts';
import { testStage } from '../test-stage.ts';
import { virtualRig } from './fixture-rig.ts';

test('a receiver that gets yesterday’s keys refuses what today’s sign; healed, it asks anew although it might have kept them', async () => {
  const rig = virtualRig();
  rig.deliver('M0');
  await rig.settle();
  await rig.desk.inject('webhook.keysStale', {}, 4000);
  rig.deliver('M1');
  await rig.settle();
  assert.deepEqual(rig.attempts(), [204, 401, 401, 401, 204]);
  assert.deepEqual(await rig.rows(), ['M0 sent', 'M1 sent']);
  rig.deliver('M2');
  await rig.settle();
  assert.equal(rig.attempts().at(-1), 204);
  await rig.close();
});

for (const profile of ['article', 'rfc9421'] as const) {
  test(`in profile ${profile} as well`, async () => {
    const rig = virtualRig({ profile });
    rig.deliver('M0');
    await rig.settle();
    await rig.desk.inject('webhook.keysStale', {}, 4000);
    rig.deliver('M1');
    await rig.settle();
    assert.equal(rig.attempts()[1], 401);
    assert.equal(rig.attempts().at(-1), 204);
    await rig.close();
  });
}

test("refused before somebody else's receiver, with the reason", async () => {
  const stage = { ...testStage(), subject: 'any-subject' as const };
  await assert.rejects(faultDesk(stage).inject('webhook.keysStale', {}), /out of band: rotate it there/);
});
