import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smallStage } from '../small-stage.test-support.ts';

test('messages are refused for now and sent later, once', async () => {
  const { desk, entries, ana, ben, clock, settle, anaWrites, receivedByBen, sentByAna } = await smallStage();
  await anaWrites('before');
  await desk.inject('carrier.throttled', { phone: 'ana', retryAfter: 5 });
  ana.user.send(ben.msisdn, 'one');
  await clock.runFor(30_000);
  assert.deepEqual(sentByAna(), ['before displayed', 'one sending']);
  assert.ok(entries('carrier.refused').some(({ data }) => data.status === 503));
  await desk.healAll();
  assert.equal(await settle(), true);
  assert.deepEqual(receivedByBen(), ['before', 'one']);
});
