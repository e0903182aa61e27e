import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smallStage } from '../small-stage.test-support.ts';

test('both hear of it, and what is written afterwards goes in clear', async () => {
  const { desk, entries, settle, anaWrites, receivedByBen } = await smallStage();
  await assert.rejects(desk.inject('mls.endMls', { phone: 'ben' }), /ben is in no group yet/);
  await anaWrites('one');
  await desk.inject('mls.endMls', { phone: 'ben', peer: 'ana' });
  assert.equal(await settle(), true);
  const standing = new Map(entries('mls.epoch').map(({ data }) => [data.phone, data.epoch_authenticator]));
  assert.equal(new Set(standing.values()).size, 1);
  await anaWrites('two');
  assert.deepEqual(receivedByBen(), ['one', 'two']);
  assert.deepEqual(
    entries('handset.sent').map(({ data }) => data.encrypted),
    [true, false],
  );
  await desk.healAll();
});
