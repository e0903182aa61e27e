import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smallStage } from '../small-stage.test-support.ts';

test('the phone hears nothing and its carrier does not know; once the service runs again it gets what it missed', async () => {
  const { desk, world, ana, ben, clock, settle, anaWrites, receivedByBen } = await smallStage();
  await anaWrites('before');
  await desk.inject('phone.appKilled', { phone: 'ben' });
  assert.equal(
    ben.phone.apps().some(({ id }) => ben.phone.appState(id) >= 3 && id.includes('MobileSMS')),
    false,
  );
  assert.deepEqual(
    [ben.handset.rcs.state, world.carriers.get('south')?.registered(ben.msisdn)],
    ['disconnected', true],
  );
  ana.user.send(ben.msisdn, 'one');
  await clock.runFor(60_000);
  assert.deepEqual(receivedByBen(), ['before']);
  await desk.healAll();
  assert.equal(await settle(), true);
  assert.deepEqual([ben.handset.rcs.state, receivedByBen()], ['connected', ['before', 'one']]);
});
