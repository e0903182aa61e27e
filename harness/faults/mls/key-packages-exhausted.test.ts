import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smallStage } from '../small-stage.test-support.ts';

test('the last resort is handed out, and after healing a KeyPackage that is used once', async () => {
  const { desk, entries, settle, ana, anaWrites, receivedByBen } = await smallStage();
  await desk.inject('mls.keyPackagesExhausted', { phone: 'ben' });
  await anaWrites('by the last resort');
  assert.deepEqual(receivedByBen(), ['by the last resort']);
  await desk.healAll();
  await settle();
  ana.handset.reinstall();
  await settle();
  await anaWrites('by a fresh one');
  assert.deepEqual(receivedByBen(), ['by the last resort', 'by a fresh one']);
  assert.deepEqual(
    entries('carrier.claimed').map(({ data }) => data.last_resort),
    [true, false],
  );
});
