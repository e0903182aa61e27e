import assert from 'node:assert/strict';
import { test } from 'node:test';
import { earlyReceipts } from './early-receipts.ts';

const receipt = (messageId: string) => ({ messageId, dateTime: '2026-11-22T07:00:00Z', status: 'delivered' }) as const;

test('receipts for a message that is not known are kept in order until it is, once', () => {
  const early = earlyReceipts();
  early.keep('m1', 'ben', receipt('m1'));
  early.keep('m2', 'ben', receipt('m2'));
  early.keep('m1', 'cleo', receipt('m1'));
  assert.deepEqual(
    early.take('m1').map(({ peer }) => peer),
    ['ben', 'cleo'],
  );
  assert.deepEqual(early.take('m1'), []);
  assert.equal(early.take('m2').length, 1);
});

test('however many come, the oldest messages are forgotten', () => {
  const early = earlyReceipts();
  for (let n = 0; n < 1000; n++) for (let m = 0; m < 300; m += 100) early.keep(`m${n}`, `${m}`, receipt(`m${n}`));
  for (let n = 0; n < 1000; n++) early.keep('m999', `${n}`, receipt('m999'));
  assert.deepEqual([early.take('m0').length, early.take('m998').length, early.take('m999').length], [0, 3, 256]);
});
