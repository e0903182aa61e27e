import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smallStage } from '../small-stage.test-support.ts';

test('a frame is overtaken by the next; messages stay in order', async () => {
  const { desk, world, clock, entries, ana, ben, anaWrites, settle, receivedByBen } = await smallStage();
  await anaWrites('before');
  /** How long a frame takes on Ana’s link: the carrier refuses noise when it comes. */
  const takesMs = async (): Promise<number> => {
    const fromMs = clock.now();
    world.network.send('ana', 'north', 'noise', Buffer.from('noise'));
    await clock.runFor(1000);
    return Date.parse(entries('carrier.refused').at(-1)?.at ?? '') - fromMs;
  };
  assert.equal(await takesMs(), 20);
  await desk.inject('carrier.reordering', { phone: 'ana', rate: 1 });
  assert.equal(await takesMs(), 41);
  for (const body of ['one', 'two', 'three']) ana.user.send(ben.msisdn, body);
  assert.equal(await settle(), true);
  assert.deepEqual(receivedByBen(), ['before', 'one', 'two', 'three']);
  await desk.healAll();
  assert.equal(await takesMs(), 20);
});
