import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultDesk } from '../fault-desk.ts';
import { testStage } from '../test-stage.ts';

test('every delivery is answered with the status and Retry-After, until it heals', async () => {
  const stage = testStage();
  const desk = faultDesk(stage);
  assert.equal((await stage.deliver()).status, 204);
  await desk.inject('webhook.unavailable', { status: 500, retryAfter: 7 }, 20_000);
  const answer = await stage.deliver();
  assert.deepEqual([answer.status, answer.headers.get('retry-after')], [500, '7']);
  await stage.clock.runFor(20_000);
  assert.equal((await stage.deliver()).status, 204);
});

test('503 without Retry-After is the default; of two the later answers', async () => {
  const stage = testStage();
  const desk = faultDesk(stage);
  const first = await desk.inject('webhook.unavailable', {});
  const plain = await stage.deliver();
  assert.deepEqual([plain.status, plain.headers.has('retry-after')], [503, false]);
  await desk.inject('webhook.unavailable', { status: 507 });
  assert.equal((await stage.deliver()).status, 507);
  await desk.heal(first);
  assert.equal((await stage.deliver()).status, 507);
  await desk.healAll();
  assert.equal((await stage.deliver()).status, 204);
});

test('it runs beside real phones: the receiver is ours to put a proxy before', async () => {
  const stage = testStage({ ana: 'real-android', ben: 'real-iphone' });
  await faultDesk(stage).inject('webhook.unavailable', {});
  assert.equal((await stage.deliver()).status, 503);
});
