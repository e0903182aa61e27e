import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smallStage } from '../small-stage.test-support.ts';

test('the phone shows and sends the wrong time, until its clock is put right', async () => {
  const { desk, ana, ben, clock, anaWrites, receivedByBen } = await smallStage();
  const aheadMs = 10 * 60_000;
  await desk.inject('phone.clockSkew', { phone: 'ana', aheadMs });
  assert.equal(ana.phone.now() - clock.now(), aheadMs);
  await anaWrites('from the future');
  const sentAtMs = (): number => ben.handset.conversations()[0]?.messages.at(-1)?.sentAtMs ?? 0;
  assert.ok(sentAtMs() > clock.now());
  await desk.healAll();
  assert.equal(ana.phone.now(), clock.now());
  await anaWrites('from now');
  assert.ok(sentAtMs() <= clock.now());
  assert.deepEqual(receivedByBen(), ['from the future', 'from now']);
});
