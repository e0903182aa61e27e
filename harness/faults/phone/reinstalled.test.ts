import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultDesk } from '../fault-desk.ts';
import { smallStage } from '../small-stage.test-support.ts';
import { testStage } from '../test-stage.ts';

test('messages and keys are gone; what others still encrypt to the old ones is sent again to the new ones', async () => {
  const { desk, settle, ben, ana, anaWrites, sentByAna, receivedByBen, entries } = await smallStage();
  await anaWrites('before');
  await desk.inject('phone.reinstalled', { phone: 'ben' });
  assert.deepEqual([ben.handset.incarnation, receivedByBen()], [2, []]);
  await settle();
  await anaWrites('to the old keys');
  assert.equal(entries('handset.undecryptable').length, 1, 'nothing was encrypted to the old keys');
  assert.deepEqual([sentByAna().at(-1), receivedByBen()], ['to the old keys displayed', ['to the old keys']]);
  await desk.healAll();
  await anaWrites('to the new ones');
  assert.deepEqual(receivedByBen(), ['to the old keys', 'to the new ones']);
  assert.equal(ana.user.look(ben.msisdn).encrypted, true);
});

test('copies that were under way to the old installation are not for the new one', async () => {
  const { desk, settle, clock, ben, ana, entries } = await smallStage();
  await desk.inject('carrier.latency', { phone: 'ben', latencyMs: 2000 });
  ana.user.send(ben.msisdn, 'on its way');
  const came = (): boolean => entries('handset.received').length > 0;
  assert.ok(await clock.runUntil(came, 60_000));
  await desk.inject('phone.reinstalled', { phone: 'ben' });
  await settle();
  await desk.healAll();
  await settle();
  assert.deepEqual(entries('handset.undecryptable'), []);
});

test('an invitation for the keys of the old installation is answered, and the inviter gives its group up', async () => {
  const { desk, settle, clock, ben, ana, entries } = await smallStage();
  ana.user.send(ben.msisdn, 'to keys that are lost');
  assert.ok(await clock.runUntil(() => entries('carrier.claimed').length > 0, 60_000));
  await desk.inject('phone.reinstalled', { phone: 'ben' });
  await settle();
  assert.deepEqual(
    entries('mls.forgotten').map(({ data }) => [data.phone, data.reason]),
    [['ana', `${ben.msisdn} could not join it`]],
  );
});

test('a real phone keeps its state unless the farm lets it go', async () => {
  const desk = faultDesk(testStage({ ana: 'real-android' }));
  await assert.rejects(desk.inject('phone.reinstalled', { phone: 'ana' }), /set allowDestructive: true/);
});
