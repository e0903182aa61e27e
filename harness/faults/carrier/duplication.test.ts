import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smallStage } from '../small-stage.test-support.ts';

test('frames arrive twice, messages once; after healing frames arrive once', async () => {
  const { desk, world, clock, ana, ben, anaWrites, settle, receivedByBen } = await smallStage();
  await anaWrites('before');
  /** Frames that a stray node sends over Ana’s link, and that come out at the other end. */
  const copies = async (): Promise<number> => {
    const refused = () => world.journal.length();
    const before = refused();
    world.network.send('ana', 'north', 'noise', Buffer.from('noise'));
    await clock.runFor(1000);
    return refused() - before - 1; // the carrier refuses each copy; the wire saw one
  };
  assert.equal(await copies(), 1);
  await desk.inject('carrier.duplication', { phone: 'ana', rate: 1 });
  assert.equal(await copies(), 2);
  for (const body of ['one', 'two']) ana.user.send(ben.msisdn, body);
  assert.equal(await settle(), true);
  assert.deepEqual(receivedByBen(), ['before', 'one', 'two']);
  await desk.healAll();
  assert.equal(await copies(), 1);
});
