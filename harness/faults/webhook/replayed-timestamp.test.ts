import assert from 'node:assert/strict';
import { test } from 'node:test';
import { virtualRig } from './fixture-rig.ts';

async function replayed(parameters: object, afterMs: number) {
  const rig = virtualRig();
  await rig.desk.inject('webhook.replayedTimestamp', parameters);
  rig.deliver('M1');
  await rig.pass(afterMs + 100);
  const refused = rig.of('webhook.refused').map(({ reason }) => reason.split(':')[0]);
  const received = rig.of('webhook.received').map(({ duplicate }) => duplicate);
  assert.deepEqual(rig.attempts(), [204]);
  assert.deepEqual(await rig.rows(), ['M1 sent']);
  await rig.close();
  return { refused, received };
}

test('a replay with the time of the replay is signed by nobody', async () => {
  assert.deepEqual(await replayed({}, 2000), { refused: ['not-signed'], received: [false] });
});

test('a replay as recorded is a duplicate at first, and refused when it is older than five minutes', async () => {
  const kept = { timestamp: 'kept', afterMs: 299_000 };
  assert.deepEqual(await replayed(kept, 299_000), { refused: [], received: [false, true] });
  assert.deepEqual(await replayed({ ...kept, afterMs: 302_000 }, 302_000), {
    refused: ['not-timely'],
    received: [false],
  });
});

test('healing ends the replays', async () => {
  const rig = virtualRig();
  await rig.desk.inject('webhook.replayedTimestamp', {}, 1000);
  rig.deliver('M1');
  await rig.pass(10_000);
  assert.deepEqual([rig.of('webhook.refused').length, rig.of('webhook.received').length], [0, 1]);
  await rig.close();
});
