import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryBlobs } from '../../kernel/journal/blobs.ts';
import { journal } from '../../kernel/journal/journal.ts';
import { virtualClock } from '../../kernel/virtual-clock.ts';
import { startMs } from '../fixture.ts';
import { alerts } from './alerts.ts';
import { deliveryLog } from './delivery-log.ts';

const about = { message_id: 'M1', status: 'sent' } as const;
const attempt = (number: number) => ({ attempt: number, atMs: number, http_status: 503, error: null, next_ms: 1 });

test('the oldest deliveries are forgotten, whatever becomes of them; of a delivery the last attempts are kept', () => {
  const log = deliveryLog(3);
  for (let index = 1; index <= 5; index++) log.scheduled(`msg_${index}`, about, Buffer.from('{}'), index);
  assert.deepEqual(
    log.list({}, 0, 100).map(({ webhookId, position }) => [webhookId, position]),
    [
      ['msg_3', 3],
      ['msg_4', 4],
      ['msg_5', 5],
    ],
  );
  for (const forgotten of ['msg_1', 'msg_none']) {
    log.attempted(forgotten, attempt(1));
    log.ended(forgotten, 'dead');
    log.replayed(forgotten);
    assert.equal(log.find(forgotten), undefined);
  }
  for (let number = 1; number <= 50; number++) log.attempted('msg_5', attempt(number));
  const found = log.find('msg_5');
  assert.deepEqual([found?.attempts, found?.last.length, found?.last[0]?.attempt], [50, 20, 31]);
});

test('of alerts the last ones are kept', () => {
  const clock = virtualClock(startMs);
  const told = alerts(clock, journal(clock, memoryBlobs()));
  for (let index = 0; index < 1200; index++) told.deadLettered(`msg_${index}`);
  assert.deepEqual([told.read().length, told.read()[0]?.webhook_id], [1000, 'msg_200']);
});

test('a success between failures begins the count anew', () => {
  const clock = virtualClock(startMs);
  const told = alerts(clock, journal(clock, memoryBlobs()), { failedAttempts: 3, failingMs: 60_000 });
  for (const outcome of ['failed', 'failed', 'succeeded', 'failed', 'failed'] as const) told[outcome]();
  assert.deepEqual(told.read(), []);
  told.failed();
  told.failed();
  assert.deepEqual(
    told.read().map(({ alert, failed_attempts }) => [alert, failed_attempts]),
    [['failing', 3]],
  );
});
