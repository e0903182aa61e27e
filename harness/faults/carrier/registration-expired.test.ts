import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupWorld } from '../../../simulators/group-world.test-support.ts';
import { testSeed } from '../../../simulators/kernel/test-seed.ts';
import { faultStage } from '../../stage/fault-stage.ts';
import { faultDesk } from '../fault-desk.ts';
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

test('of two devices of a subscriber it is the one that was named, and the other is written to as before', async () => {
  const w = await groupWorld(testSeed(), [
    { name: 'ana', os: 'android', carrier: 'north' },
    { name: 'tab', os: 'android', pairedWith: 'ana' },
    { name: 'ben', os: 'ios', carrier: 'south' },
  ]);
  const desk = faultDesk(faultStage(w.world));
  await desk.inject('carrier.registrationExpired', { phone: 'tab' });
  assert.deepEqual(
    w.entries('carrier.unregistered').map(({ data }) => data.device),
    [w.phone('tab').imei],
  );
  w.phone('ben').send(w.phone('ben').open(w.msisdn('ana')).id, 'one');
  await w.clock.runFor(60_000);
  const has = () => w.entries('handset.received').map(({ data }) => data.phone);
  assert.deepEqual(has(), ['ana']);
  await desk.healAll();
  assert.equal(await w.settle(), true);
  assert.deepEqual(has(), ['ana', 'tab']);
  w.world.end();
});
