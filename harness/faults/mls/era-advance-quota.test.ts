import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smallStage } from '../small-stage.test-support.ts';

test('a new era has to wait until there are some again', async () => {
  const { desk, entries, settle, anaWrites, receivedByBen, clock } = await smallStage();
  await anaWrites('one');
  await desk.inject('mls.eraAdvanceQuota', { phone: 'ana' });
  await desk.inject('mls.eraAdvance', { phone: 'ana' });
  await clock.runFor(20_000);
  const refused = entries('carrier.commit').filter(({ data }) => !data.accepted);
  assert.ok(refused.length > 0);
  assert.ok(refused.every(({ data }) => data.reason === 'era-advancement-quota-reached'));
  assert.ok(entries('mls.epoch').every(({ data }) => data.era === 1));
  await desk.healAll();
  assert.equal(await settle(), true);
  assert.equal(entries('mls.epoch').filter(({ data }) => data.era === 2).length, 2);
  await anaWrites('two');
  assert.deepEqual(receivedByBen(), ['one', 'two']);
});

test('so many are left as it says', async () => {
  const { desk, entries, settle, anaWrites } = await smallStage();
  await anaWrites('one');
  await desk.inject('mls.eraAdvanceQuota', { perDay: 1 });
  await desk.inject('mls.eraAdvance', { phone: 'ana' });
  assert.equal(await settle(), true);
  assert.ok(entries('carrier.commit').every(({ data }) => data.accepted));
});
