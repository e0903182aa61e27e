import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupWorld } from '../../../simulators/group-world.test-support.ts';
import { testSeed } from '../../../simulators/kernel/test-seed.ts';
import { faultStage } from '../../stage/fault-stage.ts';
import { faultDesk } from '../fault-desk.ts';

const seed = testSeed();

/** Ana with a tablet, Ben and Cleo, in one group. */
async function crew() {
  const w = await groupWorld(seed, [
    { name: 'ana', os: 'android', carrier: 'north' },
    { name: 'tab', os: 'android', pairedWith: 'ana' },
    { name: 'ben', os: 'ios', carrier: 'south' },
    { name: 'cleo', os: 'android', carrier: 'south' },
  ]);
  const desk = faultDesk(faultStage(w.world));
  w.phone('ana').createGroup([w.msisdn('ben'), w.msisdn('cleo')], 'Crew');
  assert.equal(await w.settle(), true);
  return { ...w, desk };
}

test(`what is written while it is lost waits for it (seed ${seed})`, async () => {
  const { desk, phone, group, shown, settle, world } = await crew();
  await assert.rejects(desk.inject('phone.secondDeviceLost', { phone: 'ana' }), /its subscriber's first device/);
  await desk.inject('phone.secondDeviceLost', { phone: 'tab' });
  phone('ben').send(group('ben').id, 'can you hear me?');
  await settle(60_000);
  assert.deepEqual([shown('ana'), shown('tab')], [['in can you hear me?'], []]);
  await desk.healAll();
  assert.equal(await settle(), true);
  assert.deepEqual(shown('tab'), ['in can you hear me?']);
  world.end();
});
