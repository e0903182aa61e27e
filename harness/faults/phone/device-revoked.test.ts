import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PhoneConfig } from '../../../simulators/cast.ts';
import { groupWorld } from '../../../simulators/group-world.test-support.ts';
import { testSeed } from '../../../simulators/kernel/test-seed.ts';
import { faultStage } from '../../stage/fault-stage.ts';
import { faultDesk } from '../fault-desk.ts';

const seed = testSeed();
const cast: readonly PhoneConfig[] = [
  { name: 'ana', os: 'android', carrier: 'north' },
  { name: 'ana-tablet', os: 'android', pairedWith: 'ana' },
  { name: 'ben', os: 'ios', carrier: 'south' },
  { name: 'cy', os: 'android', carrier: 'north' },
];

test('the leaf of a revoked device goes, and it reads nothing more; who has no other device cannot revoke', async () => {
  const w = await groupWorld(seed, cast);
  const desk = faultDesk(faultStage(w.world));
  w.phone('ben').createGroup([w.msisdn('ana'), w.msisdn('cy')]);
  assert.equal(await w.settle(), true);
  w.phone('ben').send(w.group('ben').id, 'before');
  assert.equal(await w.settle(), true);
  await desk.inject('phone.deviceRevoked', { phone: 'ana-tablet' });
  await w.settle(60_000);
  w.phone('ben').send(w.group('ben').id, 'after');
  await w.settle(60_000);
  assert.deepEqual(w.shown('ana'), ['in before', 'in after']);
  assert.deepEqual(w.shown('ana-tablet'), ['in before']);
  const ofAna = w.group('ben').encryption?.devices?.find(({ msisdn }) => msisdn === w.msisdn('ana'));
  assert.equal(ofAna?.count, 1);
  assert.equal(w.entries('carrier.revoked')[0]?.data.device, w.phone('ana-tablet').imei);
  await assert.rejects(desk.inject('phone.deviceRevoked', { phone: 'cy' }), /cy has no other device/);
  w.world.end();
});
