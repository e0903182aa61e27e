import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smallStage } from '../small-stage.test-support.ts';

test('both phones show it, nothing goes on in clear, and after healing it is encrypted again', async () => {
  const { desk, entries, settle, ana, ben, anaWrites, sentByAna, receivedByBen } = await smallStage();
  await anaWrites('encrypted');
  await desk.inject('carrier.e2eeOff', { phone: 'ana' });
  await settle();
  assert.deepEqual([ana.user.look(ben.msisdn).encrypted, ben.user.look(ana.msisdn).encrypted], [false, false]);
  await anaWrites('not in clear');
  assert.deepEqual(sentByAna(), ['encrypted displayed', 'not in clear failed']);
  await desk.healAll();
  await settle();
  await anaWrites('encrypted again');
  assert.deepEqual(receivedByBen(), ['encrypted', 'encrypted again']);
  assert.equal(ben.user.look(ana.msisdn).encrypted, true);
  assert.equal(
    entries('handset.received').every(({ data }) => data.encrypted),
    true,
  );
});

test('a phone that was set up meanwhile encrypts once it can', async () => {
  const { desk, settle, ana, ben, anaWrites } = await smallStage();
  await desk.inject('carrier.e2eeOff', {});
  ana.handset.reinstall();
  ben.handset.reinstall();
  await settle();
  await anaWrites('in clear, and it says so');
  assert.equal(ben.user.look(ana.msisdn).encrypted, false);
  await desk.healAll();
  await settle();
  await anaWrites('encrypted');
  assert.equal(ben.user.look(ana.msisdn).encrypted, true);
});
