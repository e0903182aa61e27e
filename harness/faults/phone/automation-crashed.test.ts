import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smallWorld } from '../../../simulators/small-world.test-support.ts';
import { faultStage } from '../../stage/fault-stage.ts';
import { faultDesk } from '../fault-desk.ts';
import type { StageFace } from '../stage.ts';

test('the server on the phone dies, and healing sees that it can run again', async () => {
  const calls: string[] = [];
  const face: StageFace = {
    os: 'android',
    crashAutomation: () => void calls.push('crashed'),
    healAutomation: () => void calls.push('healed'),
    dropAdb: () => {},
    restoreAdb: () => {},
  };
  const { world } = await smallWorld('automation');
  const desk = faultDesk(faultStage(world, new Map([['ana', face]])));
  await desk.inject('phone.automationCrashed', { phone: 'ana' });
  assert.deepEqual(calls, ['crashed']);
  await desk.healAll();
  assert.deepEqual(calls, ['crashed', 'healed']);
});

test('refused on the virtual clock, where no driver is connected', async () => {
  const { world } = await smallWorld('automation');
  const desk = faultDesk(faultStage(world));
  await assert.rejects(desk.inject('phone.automationCrashed', { phone: 'ana' }), /ana has no sockets here/);
});
