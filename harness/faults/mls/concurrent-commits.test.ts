import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smallStage } from '../small-stage.test-support.ts';

test('one commit is accepted, the other refused and made anew; both stand in the same epoch in the end', async () => {
  const { desk, entries, settle, anaWrites, receivedByBen } = await smallStage();
  await assert.rejects(desk.inject('mls.concurrentCommits', { phone: 'ana', peer: 'ben' }), /in no group yet/);
  await anaWrites('one');
  await desk.inject('mls.concurrentCommits', { phone: 'ana', peer: 'ben' });
  assert.equal(await settle(), true);
  assert.equal(entries('carrier.commit').filter(({ data }) => !data.accepted).length > 0, true);
  const standing = new Map(entries('mls.epoch').map(({ data }) => [data.phone, data.epoch_authenticator]));
  assert.equal(standing.size, 2);
  assert.equal(new Set(standing.values()).size, 1);
  await desk.healAll();
  await anaWrites('two');
  assert.deepEqual(receivedByBen(), ['one', 'two']);
});
