import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smallStage } from '../small-stage.test-support.ts';

test('a message takes so much longer to be sent, and not any more after healing', async () => {
  const { desk, ana, ben, entries, settle, clock, anaWrites } = await smallStage();
  await anaWrites('before');
  const takes = async (): Promise<number> => {
    const fromMs = clock.now();
    ana.user.send(ben.msisdn, 'timed');
    await settle();
    return Date.parse(entries('handset.sent').at(-1)?.at ?? '') - fromMs;
  };
  const usualMs = await takes();
  await desk.inject('carrier.latency', { phone: 'ana', latencyMs: 400 });
  assert.equal(await takes(), (usualMs / 20) * 400);
  await desk.healAll();
  assert.equal(await takes(), usualMs);
});
