import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smallStage } from '../small-stage.test-support.ts';

test('what cannot be read is shown as failed, and after healing another group is made', async () => {
  const { desk, entries, anaWrites, receivedByBen, sentByAna } = await smallStage();
  await desk.inject('mls.welcomeLost', { phone: 'ben' });
  await anaWrites('one');
  assert.deepEqual([receivedByBen(), sentByAna()], [['?'], ['one failed']]);
  await desk.healAll();
  await anaWrites('two');
  assert.deepEqual(
    [receivedByBen(), sentByAna()],
    [
      ['?', 'two'],
      ['one failed', 'two displayed'],
    ],
  );
  assert.equal(entries('mls.epoch').filter(({ data }) => data.by === 'joined').length, 1);
});
