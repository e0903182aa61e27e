import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smallStage } from '../small-stage.test-support.ts';

test('registrations are gone, and nothing else: what waited is delivered once the phones are back', async () => {
  const { desk, world, ana, ben, clock, settle, anaWrites, receivedByBen } = await smallStage();
  await anaWrites('before');
  await desk.inject('carrier.reboot', { phone: 'ben' });
  assert.equal(world.carriers.get('south')?.registered(ben.msisdn), false);
  ana.user.send(ben.msisdn, 'one');
  await clock.runFor(30_000);
  assert.deepEqual(receivedByBen(), ['before']);
  await desk.healAll();
  assert.equal(await settle(), true);
  assert.deepEqual(receivedByBen(), ['before', 'one']);
});
