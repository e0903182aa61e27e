import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smallStage } from '../small-stage.test-support.ts';

test('a good commit is refused, another is made, and both follow', async () => {
  const { desk, entries, settle, anaWrites, receivedByBen } = await smallStage();
  await assert.rejects(desk.inject('mls.staleEpoch', { phone: 'ana' }), /ana is in no group yet/);
  await anaWrites('one');
  await desk.inject('mls.staleEpoch', { phone: 'ana', peer: 'ben' });
  assert.equal(await settle(), true);
  assert.deepEqual(
    entries('carrier.commit').map(({ data }) => data.reason),
    [null, 'incorrect-epoch', null],
  );
  const standing = new Map(entries('mls.epoch').map(({ data }) => [data.phone, data.epoch_authenticator]));
  assert.equal(new Set(standing.values()).size, 1);
  await desk.healAll();
  await anaWrites('two');
  assert.deepEqual(receivedByBen(), ['one', 'two']);
});

test('what nobody came across is called off', async () => {
  const { desk, entries, settle, ana, anaWrites } = await smallStage();
  await anaWrites('one');
  ana.handset.setAirplaneMode(true);
  await desk.inject('mls.staleEpoch', { phone: 'ana' });
  await desk.healAll();
  ana.handset.setAirplaneMode(false);
  assert.equal(await settle(), true);
  assert.deepEqual(
    entries('carrier.commit').map(({ data }) => data.accepted),
    [true, true],
  );
});
