import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { startAndroidFace } from '../../simulators/handset/android/face.ts';
import { handsetFixture } from '../../simulators/handset/ui/handset-fixture.ts';
import { createPhone } from '../../simulators/handset/ui/phone.ts';
import { seededRandom } from '../../simulators/kernel/random.ts';
import { wallClock } from '../../simulators/kernel/wall/clock.ts';
import { adbDevices, askAdb } from './adb-protocol.ts';
import { startAdbServer } from './adb-server.ts';
import { findAdb } from './android-home.ts';
import { startAutomation } from './automation.ts';
import type { AutomationSettings } from './automation-settings.ts';
import { freePort } from './free-port.ts';

const adb = findAdb();
const options = { skip: adb === undefined ? 'there is no adb on this machine' : false } as const;

const taken: Server = createServer((socket) => socket.destroy());
await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
after(() => taken.close());
const takenPort = (taken.address() as AddressInfo).port;

const logs = mkdtempSync(join(tmpdir(), 'greenroom-automation-logs-'));
after(() => rmSync(logs, { recursive: true, force: true }));

async function settings(over: Partial<AutomationSettings> = {}): Promise<AutomationSettings> {
  return {
    scratch: join(tmpdir(), `greenroom-automation-test-${process.pid}`),
    packageRoot: join(import.meta.dirname, '..', '..'),
    adb: adb ?? '',
    adbPort: await freePort(),
    ownsAdb: true,
    appiumPort: await freePort(),
    logFile: join(logs, 'appium.log'), // a file of its own: Appium deletes what is there before it begins
    ...over,
  };
}

test('adb and Appium come up, say what phone they cannot reach, and leave nothing', options, async () => {
  const chosen = await settings();
  const automation = await startAutomation(chosen);
  assert.equal((await fetch(new URL('status', automation.url))).status, 200);
  const nobody = '127.0.0.1:9'; // the discard port: nobody listens there
  await assert.rejects(automation.reach({ connect: [nobody] }), {
    name: 'AutomationError',
    message: new RegExp(`^adb cannot reach the phone ${nobody}: `),
  });
  await assert.rejects(askAdb(chosen.adbPort, 'host:version'));
  assert.equal(existsSync(chosen.scratch), false);
});

test('a port of adb that is in use is said in one line', options, async () => {
  const chosen = await settings({ adbPort: takenPort });
  await assert.rejects(startAutomation(chosen), (error) => {
    assert.match(String(error), new RegExp(`^AutomationError: adb could not serve on port ${takenPort}: [^\\n]+$`));
    return true;
  });
  assert.equal(existsSync(chosen.scratch), false);
});

test('a port of Appium that is in use is said in one line, and adb goes with it', options, async () => {
  const chosen = await settings({ appiumPort: takenPort });
  await assert.rejects(startAutomation(chosen), (error) => {
    assert.match(String(error), new RegExp(`^AutomationError: Appium could not serve on port ${takenPort}: [^\\n]+$`));
    return true;
  });
  await assert.rejects(askAdb(chosen.adbPort, 'host:version'));
  assert.equal(existsSync(chosen.scratch), false);
});

test(
  'an adb server of somebody else stays, and forgets the phone that it was connected to for us',
  options,
  async () => {
    const home = mkdtempSync(join(tmpdir(), 'greenroom-automation-adb-'));
    after(() => rmSync(home, { recursive: true, force: true }));
    const clock = wallClock((label, error) => assert.fail(`${label}: ${String(error)}`));
    const face = await startAndroidFace(createPhone(handsetFixture('android')), {
      clock,
      random: seededRandom('shared'),
    });
    const adbPort = await freePort();
    const server = await startAdbServer(adb ?? '', adbPort, {
      PATH: process.env['PATH'] ?? '',
      HOME: home,
      TMPDIR: home,
    });
    try {
      const automation = await startAutomation(await settings({ adbPort, ownsAdb: false }));
      await automation.reach({ connect: [face.serial] });
      const serials = async (): Promise<string[]> => (await adbDevices(adbPort)).map(({ serial }) => serial);
      assert.deepEqual(await serials(), [face.serial]);
      await automation.stop();
      assert.deepEqual(await serials(), []);
    } finally {
      server.stop();
      await face.close();
      clock.stop();
    }
  },
);
