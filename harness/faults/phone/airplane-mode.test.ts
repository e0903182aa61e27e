import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultDesk } from '../fault-desk.ts';
import { excuses } from '../registry.ts';
import { testStage } from '../test-stage.ts';

test('the phone goes off the air, and comes back when it heals', async () => {
  const stage = testStage();
  const desk = faultDesk(stage);
  await desk.inject('phone.airplaneMode', { phone: 'ana' }, 30_000);
  assert.equal(stage.phones.get('ana')?.airplaneMode, true);
  assert.equal(stage.phones.get('ben')?.airplaneMode, false);
  await stage.clock.runFor(30_000);
  assert.equal(stage.phones.get('ana')?.airplaneMode, false);
});

test('a phone that its user had put in airplane mode stays there', async () => {
  const stage = testStage();
  stage.phones.get('ana')?.setAirplaneMode(true);
  const desk = faultDesk(stage);
  await desk.inject('phone.airplaneMode', { phone: 'ana' });
  await desk.healAll();
  assert.equal(stage.phones.get('ana')?.airplaneMode, true);
});

test('a phone that its user took out of airplane mode meanwhile is not put back into it', async () => {
  const stage = testStage();
  const ana = stage.phones.get('ana');
  ana?.setAirplaneMode(true);
  const desk = faultDesk(stage);
  await desk.inject('phone.airplaneMode', { phone: 'ana' });
  ana?.setAirplaneMode(false);
  await desk.healAll();
  assert.equal(ana?.airplaneMode, false);
});

test('refused: a phone that is not there, a real one, one that is off already', async () => {
  const stage = testStage({ ben: 'real-iphone' });
  const desk = faultDesk(stage);
  await assert.rejects(desk.inject('phone.airplaneMode', { phone: 'cid' }), /no phone "cid"/);
  await assert.rejects(desk.inject('phone.airplaneMode', { phone: 'ben' }), /settings page object/);
  await desk.inject('phone.airplaneMode', { phone: 'ana' });
  await assert.rejects(desk.inject('phone.airplaneMode', { phone: 'ana' }), /active already/);
});

test('it excuses late archiving of that phone for 30 s after healing, and nothing else', () => {
  const injected = { fault_id: 'f1', fault: 'phone.airplaneMode', parameters: { phone: 'ana' } };
  assert.deepEqual(excuses(injected), [{ invariant: 'archive-complete', phones: ['ana'], afterHealingMs: 30_000 }]);
});
