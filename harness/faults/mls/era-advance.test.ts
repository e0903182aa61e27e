import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smallStage } from '../small-stage.test-support.ts';

test('the same group goes on in the next era, with both in it', async () => {
  const { desk, entries, settle, anaWrites, receivedByBen } = await smallStage();
  await assert.rejects(desk.inject('mls.eraAdvance', { phone: 'ben' }), /ben is in no group yet/);
  await anaWrites('one');
  await desk.inject('mls.eraAdvance', { phone: 'ben', peer: 'ana' });
  assert.equal(await settle(), true);
  const next = entries('mls.epoch').filter(({ data }) => data.era === 2);
  assert.deepEqual(next.map(({ data }) => `${data.phone} ${data.by}`).sort(), ['ana era-advance', 'ben era-advance']);
  assert.equal(new Set(entries('mls.epoch').map(({ data }) => data.group_id)).size, 1);
  await anaWrites('two');
  assert.deepEqual(receivedByBen(), ['one', 'two']);
  await desk.healAll();
});
