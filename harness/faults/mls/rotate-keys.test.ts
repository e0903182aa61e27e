import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smallStage } from '../small-stage.test-support.ts';

test('both phones follow into the next epoch, and the conversation goes on', async () => {
  const { desk, entries, settle, anaWrites, receivedByBen } = await smallStage();
  await assert.rejects(desk.inject('mls.rotateKeys', { phone: 'ben' }), /ben is in no group yet/);
  await anaWrites('one');
  await desk.inject('mls.rotateKeys', { phone: 'ben', peer: 'ana' });
  assert.equal(await settle(), true);
  const epochs = entries('mls.epoch').filter(({ data }) => data.epoch === '2');
  assert.deepEqual(epochs.map(({ data }) => data.phone).sort(), ['ana', 'ben']);
  assert.equal(new Set(epochs.map(({ data }) => data.epoch_authenticator)).size, 1);
  await desk.healAll();
  await anaWrites('two');
  assert.deepEqual(receivedByBen(), ['one', 'two']);
});
