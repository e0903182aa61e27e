import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smallStage } from '../small-stage.test-support.ts';

test('what is sent to the phone waits, until it registers anew', async () => {
  const { desk, world, ana, ben, clock, settle, anaWrites, receivedByBen } = await smallStage();
  await anaWrites('before');
  await desk.inject('carrier.registrationExpired', { phone: 'ben' });
  ana.user.send(ben.msisdn, 'one');
  await clock.runFor(60_000);
  assert.deepEqual([receivedByBen(), world.carriers.get('south')?.registered(ben.msisdn)], [['before'], false]);
  await desk.healAll();
  assert.equal(await settle(), true);
  assert.deepEqual([receivedByBen(), world.carriers.get('south')?.registered(ben.msisdn)], [['before', 'one'], true]);
});
