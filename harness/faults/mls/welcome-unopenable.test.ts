import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smallStage } from '../small-stage.test-support.ts';

test('what cannot be read is shown as failed, and the next Welcome opens', async () => {
  const { desk, entries, anaWrites, receivedByBen, sentByAna } = await smallStage();
  await desk.inject('mls.welcomeUnopenable', { phone: 'ben' });
  await anaWrites('one');
  assert.deepEqual([receivedByBen(), sentByAna()], [['?'], ['one failed']]);
  assert.ok(entries('mls.rejected').some(({ data }) => data.phone === 'ben' && data.what === 'welcome'));
  const rejected = entries('mls.rejected').filter(({ data }) => data.what === 'welcome').length;
  await desk.healAll();
  await anaWrites('two');
  assert.deepEqual(
    [receivedByBen(), sentByAna()],
    [
      ['?', 'two'],
      ['one failed', 'two displayed'],
    ],
  );
  assert.equal(entries('mls.rejected').filter(({ data }) => data.what === 'welcome').length, rejected);
});
