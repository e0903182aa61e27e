import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smallStage } from '../small-stage.test-support.ts';

test('a first message waits for its Welcome, and is read when that comes within 3 s', async () => {
  const { desk, entries, anaWrites, receivedByBen, sentByAna } = await smallStage();
  await desk.inject('mls.welcomeLate', { phone: 'ben', delayMs: 2000 });
  await anaWrites('first');
  assert.deepEqual([receivedByBen(), sentByAna()], [['first'], ['first displayed']]);
  const joined = entries('mls.epoch').find(({ data }) => data.by === 'joined');
  const sent = entries('handset.sent')[0];
  assert.ok(joined && sent && joined.seq > sent.seq, 'the message left before the Welcome came');
});

test('who waits for one that comes later joins from outside meanwhile, and is sent the message again', async () => {
  const { desk, entries, anaWrites, receivedByBen, sentByAna } = await smallStage();
  await desk.inject('mls.welcomeLate', { phone: 'ben', delayMs: 10_000 });
  await anaWrites('first');
  assert.deepEqual([receivedByBen(), sentByAna()], [['first'], ['first displayed']]);
  assert.equal(entries('mls.resent').length, 1);
  await desk.healAll();
  await anaWrites('second');
  assert.deepEqual(
    [receivedByBen(), sentByAna()],
    [
      ['first', 'second'],
      ['first displayed', 'second displayed'],
    ],
  );
});
