import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { memoryBlobs } from '../../simulators/kernel/journal/blobs.ts';
import { journal } from '../../simulators/kernel/journal/journal.ts';
import { wallClock } from '../../simulators/kernel/wall/clock.ts';
import { createWorld } from '../../simulators/world.ts';
import { faultDesk } from '../faults/fault-desk.ts';
import type { StageSettings } from './api.ts';
import { startFaces } from './faces.ts';
import { faultStage } from './fault-stage.ts';

const settings: StageSettings = {
  folder: '/nowhere',
  phones: [
    { name: 'ana', os: 'android', simulated: true },
    { name: 'ben', os: 'ios', simulated: true },
  ],
  iphones: 'url',
};

/** Whether WebDriverAgent answers. */
async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/status`, { redirect: 'manual' })).status === 200;
  } catch {
    return false;
  }
}

test('faults reach the sockets of the phones, and data that is cleared is the handset’s that is behind them now', async (t) => {
  const scratch = mkdtempSync(join(tmpdir(), 'greenroom-faces-'));
  const clock = wallClock((label, error) => console.error(label, error));
  const world = createWorld({
    seed: 'faces',
    scenario: 'faces',
    environment: 'simulated-phones',
    phones: settings.phones.map(({ name, os }) => ({ name, os })),
    carriers: ['north', 'south'],
    clock,
    journal: journal(clock, memoryBlobs()),
  });
  const phones = new Map([...world.phones].map(([name, { phone }]) => [name, phone]));
  const faces = await startFaces(phones, settings, clock, scratch);
  t.after(async () => {
    await faces.close();
    world.end();
    clock.stop();
    rmSync(scratch, { recursive: true, force: true });
  });
  const desk = faultDesk(faultStage(world, faces.faults));
  const ben = faces.phones.find(({ os }) => os === 'ios');
  assert.ok(ben?.os === 'ios' && ben.reach.via === 'url');
  const url = ben.reach.webDriverAgentUrl;

  assert.equal(await answers(url), true);
  for (const fault of ['phone.automationCrashed', 'phone.tunnelDropped']) {
    await desk.inject(fault, { phone: 'ben' });
    assert.equal(await answers(url), false, fault);
    await desk.healAll();
    assert.equal(await answers(url), true, fault);
  }
  await desk.inject('phone.adbDropped', { phone: 'ana' });
  await assert.rejects(desk.inject('phone.tunnelDropped', { phone: 'ana' }), /Android phone/);
  await desk.healAll();

  const ana = world.phones.get('ana');
  assert.equal(ana?.phone.clearData('com.google.android.apps.messaging'), true);
  assert.equal(ana.handset.incarnation, 2);
  assert.equal(ana.phone.clearData('com.android.settings'), false);
});
