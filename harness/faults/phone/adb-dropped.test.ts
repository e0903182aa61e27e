import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smallWorld } from '../../../simulators/small-world.test-support.ts';
import { faultStage } from '../../stage/fault-stage.ts';
import { faultDesk } from '../fault-desk.ts';
import type { StageFace } from '../stage.ts';

const server = { crashAutomation: () => {}, healAutomation: () => {} };

test('the connection is gone until it heals; a phone of the other system has none', async () => {
  const calls: string[] = [];
  const face: StageFace = {
    ...server,
    os: 'android',
    dropAdb: () => void calls.push('dropped'),
    restoreAdb: () => void calls.push('restored'),
  };
  const other: StageFace = { ...server, os: 'ios', dropTunnel: async () => {}, restoreTunnel: async () => {} };
  const { world } = await smallWorld('adb-dropped');
  const desk = faultDesk(
    faultStage(
      world,
      new Map<string, StageFace>([
        ['ana', face],
        ['ben', other],
      ]),
    ),
  );
  await assert.rejects(desk.inject('phone.adbDropped', { phone: 'ben' }), /ben is an iPhone/);
  await desk.inject('phone.adbDropped', { phone: 'ana' });
  assert.deepEqual(calls, ['dropped']);
  await desk.healAll();
  assert.deepEqual(calls, ['dropped', 'restored']);
});

test('refused on the virtual clock, where no driver is connected', async () => {
  const { world } = await smallWorld('adb-dropped');
  await assert.rejects(
    faultDesk(faultStage(world)).inject('phone.adbDropped', { phone: 'ana' }),
    /ana has no sockets here/,
  );
});
