import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryBlobs } from '../../../simulators/kernel/journal/blobs.ts';
import { journal } from '../../../simulators/kernel/journal/journal.ts';
import { virtualClock } from '../../../simulators/kernel/virtual-clock.ts';
import { caughtUp } from './caught-up.ts';

function following() {
  const book = journal(virtualClock(0), memoryBlobs());
  const caught = caughtUp();
  book.subscribe(caught.entry);
  const attempt = (webhook_id: string, http_status: number | null): void =>
    void book.append('webhook.attempt', { webhook_id, attempt: 1, http_status, error: null, next_ms: null });
  const upload = (message_id: string, http_status: number | null): void =>
    void book.append('archive.upload', {
      phone: 'ana',
      message_id,
      version: 1,
      http_status,
      error: null,
      next_ms: null,
    });
  return { book, caught, attempt, upload };
}

test('what was acknowledged has to be seen; what was refused or lost does not', () => {
  const { book, caught, attempt, upload } = following();
  assert.ok(caught.yet());
  attempt('msg_1', 503);
  attempt('msg_1', null);
  upload('M1', 500);
  assert.ok(caught.yet());
  attempt('msg_1', 204);
  assert.ok(!caught.yet());
  book.append('subject.event', { webhook_id: 'msg_2', received_at: '', event: {} });
  assert.ok(!caught.yet());
  book.append('subject.event', { webhook_id: 'msg_1', received_at: '', event: {} });
  assert.ok(caught.yet());
  upload('M1', 201);
  assert.ok(!caught.yet());
});

test('what is seen before its acknowledgement arrives is not waited for', () => {
  const { book, caught, attempt } = following();
  book.append('subject.event', { webhook_id: 'msg_1', received_at: '', event: {} });
  attempt('msg_1', 204);
  assert.ok(caught.yet());
});
