import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smallStage } from '../small-stage.test-support.ts';

test('a message that was read stays sent; the next one, after healing, is shown as displayed', async () => {
  const { desk, anaWrites, receivedByBen, sentByAna } = await smallStage();
  await desk.inject('carrier.receiptLost', { phone: 'ana' });
  await anaWrites('one');
  assert.deepEqual([receivedByBen(), sentByAna()], [['one'], ['one sent']]);
  await desk.healAll();
  await anaWrites('two');
  assert.deepEqual(sentByAna(), ['one sent', 'two displayed']);
});

test('a receipt of a failure passes: what could not be opened is sent again and read, and stays sent', async () => {
  const { desk, ben, settle, anaWrites, receivedByBen, sentByAna } = await smallStage();
  await anaWrites('one');
  await desk.inject('carrier.receiptLost', { phone: 'ana' });
  ben.handset.reinstall();
  await settle();
  await anaWrites('two');
  assert.deepEqual([receivedByBen(), sentByAna().at(-1)], [['two'], 'two sent']);
});
