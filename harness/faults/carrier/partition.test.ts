import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smallStage } from '../small-stage.test-support.ts';

test('nothing passes between a phone and its carrier; after healing what waited arrives in order', async () => {
  const { desk, ana, ben, clock, settle, anaWrites, receivedByBen } = await smallStage();
  await anaWrites('before');
  await desk.inject('carrier.partition', { phone: 'ben' });
  for (const body of ['one', 'two']) ana.user.send(ben.msisdn, body);
  await clock.runFor(60_000);
  assert.deepEqual(receivedByBen(), ['before']);
  await desk.healAll();
  assert.equal(await settle(), true);
  assert.deepEqual(receivedByBen(), ['before', 'one', 'two']);
});

test('carriers that are cut off from each other keep what they have for each other’s phones', async () => {
  const { desk, ana, ben, clock, world, settle, anaWrites, receivedByBen } = await smallStage();
  await anaWrites('before');
  await desk.inject('carrier.partition', {}, 60_000);
  ana.user.send(ben.msisdn, 'one');
  await clock.runFor(50_000);
  assert.deepEqual([receivedByBen(), world.carriers.get('north')?.waiting(ben.msisdn)], [['before'], 1]);
  assert.equal(await settle(), true);
  assert.deepEqual(receivedByBen(), ['before', 'one']);
});
