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
    os: 'ios',
    dropTunnel: async () => void calls.push('dropped'),
    restoreTunnel: async () => void calls.push('restored'),
  };
  const other: StageFace = { ...server, os: 'android', dropAdb: () => {}, restoreAdb: () => {} };
  const { world } = await smallWorld('tunnel-dropped');
  const desk = faultDesk(
    faultStage(
      world,
      new Map<string, StageFace>([
        ['ben', face],
        ['ana', other],
      ]),
    ),
  );
  await assert.rejects(desk.inject('phone.tunnelDropped', { phone: 'ana' }), /ana is an Android phone/);
  await desk.inject('phone.tunnelDropped', { phone: 'ben' });
  assert.deepEqual(calls, ['dropped']);
  await desk.healAll();
  assert.deepEqual(calls, ['dropped', 'restored']);
});

test('refused on the virtual clock, where no driver is connected', async () => {
  const { world } = await smallWorld('tunnel-dropped');
  await assert.rejects(
    faultDesk(faultStage(world)).inject('phone.tunnelDropped', { phone: 'ben' }),
    /ben has no sockets here/,
  );
});
