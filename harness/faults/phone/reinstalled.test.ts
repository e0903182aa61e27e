import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultDesk } from '../fault-desk.ts';
import { smallStage } from '../small-stage.test-support.ts';
import { testStage } from '../test-stage.ts';

test('messages and keys are gone; what others still encrypt to the old ones fails, and then both can talk again', async () => {
  const { desk, settle, ben, ana, anaWrites, sentByAna, receivedByBen } = await smallStage();
  await anaWrites('before');
  await desk.inject('phone.reinstalled', { phone: 'ben' });
  assert.deepEqual([ben.handset.incarnation, receivedByBen()], [2, []]);
  await settle();
  await anaWrites('to the old keys');
  assert.deepEqual([sentByAna().at(-1), receivedByBen()], ['to the old keys failed', ['?']]);
  await desk.healAll();
  await anaWrites('to the new ones');
  assert.deepEqual(receivedByBen(), ['?', 'to the new ones']);
  assert.equal(ana.user.look(ben.msisdn).encrypted, true);
});

test('a real phone keeps its state unless the farm lets it go', async () => {
  const desk = faultDesk(testStage({ ana: 'real-android' }));
  await assert.rejects(desk.inject('phone.reinstalled', { phone: 'ana' }), /set allowDestructive: true/);
});
