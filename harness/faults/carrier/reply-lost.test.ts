import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smallStage } from '../small-stage.test-support.ts';

test('the message arrives while its sender still asks, and it arrives once', async () => {
  const { desk, entries, ana, ben, clock, settle, anaWrites, receivedByBen, sentByAna } = await smallStage();
  await anaWrites('before');
  await desk.inject('carrier.replyLost', { phone: 'ana' });
  ana.user.send(ben.msisdn, 'by pager');
  ana.user.send(ben.msisdn, 'by session '.repeat(200));
  await clock.runFor(120_000);
  assert.deepEqual(receivedByBen(), ['before', 'by pager']);
  assert.equal(entries('handset.sent').length, 1);
  await desk.healAll();
  assert.equal(await settle(), true);
  assert.equal(receivedByBen().length, 3);
  assert.equal(sentByAna().at(-1)?.endsWith('displayed'), true);
});

test('the answer to a message that needs a session is lost, too', async () => {
  const { desk, ana, ben, clock, entries, settle, receivedByBen } = await smallStage();
  await desk.inject('carrier.replyLost', { phone: 'ana' });
  ana.user.send(ben.msisdn, 'by session '.repeat(200));
  await clock.runFor(30_000);
  assert.deepEqual([receivedByBen().length, entries('handset.sent').length], [1, 0]);
  await desk.healAll();
  assert.equal(await settle(), true);
  assert.deepEqual([receivedByBen().length, entries('handset.sent').length], [1, 1]);
});
