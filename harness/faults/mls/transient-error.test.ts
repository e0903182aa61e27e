import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smallStage } from '../small-stage.test-support.ts';

test('a conversation cannot begin while nothing is decided, and begins then', async () => {
  const { desk, entries, settle, ana, ben, clock, receivedByBen, sentByAna } = await smallStage();
  await desk.inject('mls.transientError', { phone: 'ana' });
  ana.user.send(ben.msisdn, 'one');
  await clock.runFor(30_000);
  assert.deepEqual([receivedByBen(), sentByAna()], [[], ['one sending']]);
  const answers = new Set(entries('carrier.commit').map(({ data }) => data.reason));
  assert.deepEqual([...answers], ['transient-error']);
  await desk.healAll();
  assert.equal(await settle(), true);
  assert.deepEqual(receivedByBen(), ['one']);
});

test('messages of a group that is there go on', async () => {
  const { desk, anaWrites, receivedByBen } = await smallStage();
  await anaWrites('one');
  await desk.inject('mls.transientError', {});
  await anaWrites('two');
  assert.deepEqual(receivedByBen(), ['one', 'two']);
  await desk.healAll();
});
