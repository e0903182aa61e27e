import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smallStage } from '../small-stage.test-support.ts';

test('who got no Welcome joins from outside, and is sent again what it could not read', async () => {
  const { desk, entries, anaWrites, receivedByBen, sentByAna } = await smallStage();
  await desk.inject('mls.welcomeLost', { phone: 'ben' });
  await anaWrites('one');
  assert.deepEqual([receivedByBen(), sentByAna()], [['one'], ['one displayed']]);
  assert.equal(entries('mls.resent').length, 1);
  assert.ok(
    entries('mls.rejected').every(({ data }) => data.what !== 'welcome'),
    'none came',
  );
  await desk.healAll();
  await anaWrites('two');
  assert.deepEqual(
    [receivedByBen(), sentByAna()],
    [
      ['one', 'two'],
      ['one displayed', 'two displayed'],
    ],
  );
});
