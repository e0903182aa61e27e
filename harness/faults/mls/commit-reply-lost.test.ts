import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smallStage } from '../small-stage.test-support.ts';

test('the phone asks again until it hears that its commit was accepted, and it was accepted once', async () => {
  const { desk, entries, ana, ben, clock, settle, receivedByBen } = await smallStage();
  await desk.inject('mls.commitReplyLost', { phone: 'ana' });
  ana.user.send(ben.msisdn, 'one');
  await clock.runFor(60_000);
  assert.equal(entries('carrier.commit').filter(({ data }) => data.accepted).length, 1);
  assert.equal(ana.user.look(ben.msisdn).bubbles[0]?.status, 'sending');
  await desk.healAll();
  assert.equal(await settle(), true);
  assert.deepEqual(receivedByBen(), ['one']);
  assert.equal(entries('carrier.commit').length, 1);
});
