import { join } from 'node:path';
import { startAutomation } from '../farm/automation.ts';
import type { FarmPair } from '../farm/farm.ts';
import { freePort } from '../farm/free-port.ts';
import type { PairTarget } from '../farm/target.ts';
import type { StagePhone } from '../stage/api.ts';
import { RehearsalFailure } from './failure.ts';
import type { RigBuild } from './rig.ts';
import { scratchPath } from './scratch.ts';
import { startWorld } from './world.ts';

type StageAndroid = StagePhone & { readonly os: 'android' };
type StageIphone = StagePhone & { readonly os: 'ios' };

/** One world with both phones in it, and adb and Appium of their own: another pair's phones are another universe. */
export async function startSimulatedPair(pair: FarmPair, build: RigBuild): Promise<PairTarget> {
  const [adbPort, appiumPort, systemPort, wdaLocalPort, mjpegServerPort] = await freePorts();
  const appiumLog = build.log(`appium-${pair.name}`);
  const worldStarts = build.start(
    'world',
    ({ phones }) => `world with ${phones.map(inWords).join(' and ')}`,
    startWorld({
      settings: {
        folder: scenariosOf(pair, build),
        phones: [pair.android, pair.ios].map(({ name, os }) => ({ name, os, simulated: true })),
        iphones: build.tunnel ? 'tunnel' : 'url',
        ...(build.subject && { subject: build.subject.settings }),
      },
      ...(build.subject && { env: build.subject.env }),
      token: build.token,
      signal: build.signal,
      logFile: build.log(`world-${pair.name}`),
      ...(build.worldProgram === undefined ? {} : { program: build.worldProgram }),
    }),
  );
  const automationStarts = build.start(
    'automation',
    () => 'adb and Appium with both drivers',
    startAutomation(
      {
        scratch: scratchPath('automation'),
        packageRoot: build.packageRoot,
        adb: build.adb,
        adbPort,
        ownsAdb: true,
        appiumPort,
        logFile: appiumLog,
      },
      build.signal,
    ),
  );
  const [world, automation] = await Promise.all([worldStarts, automationStarts]);
  const android = world.phones.find((phone): phone is StageAndroid => phone.os === 'android');
  const ios = world.phones.find((phone): phone is StageIphone => phone.os === 'ios');
  if (android === undefined || ios === undefined)
    throw new RehearsalFailure(`The world of ${pair.name} came up without an Android phone and an iPhone.`);
  const { reach } = ios;
  await automation.reach({
    connect: [android.serial],
    ...(reach.via === 'tunnel'
      ? { registryPort: reach.registryPort, usbmuxdSocket: null }
      : { usbmuxdSocket: reach.usbmuxdSocket }),
  });
  const shared = { simulated: true, capabilities: {}, appium: automation.url };
  return {
    name: pair.name,
    controlUrl: world.controlUrl,
    appiumLog,
    android: {
      os: 'android',
      name: android.name,
      udid: android.serial,
      osVersion: android.osVersion,
      adbPort,
      systemPort,
      ...shared,
    },
    ios: {
      os: 'ios',
      name: ios.name,
      udid: ios.udid,
      osVersion: ios.osVersion,
      wdaLocalPort,
      mjpegServerPort,
      ...(reach.via === 'url' ? { webDriverAgentUrl: reach.webDriverAgentUrl } : {}),
      ...shared,
    },
  };
}

const inWords = ({ name, os, osVersion }: StagePhone): string =>
  `${name} (${os === 'android' ? 'Android' : 'iOS'} ${osVersion})`;

/** Two worlds at once may play scenarios of one name: each writes to a folder of its own. */
function scenariosOf(pair: FarmPair, { farm, folder }: RigBuild): string {
  return farm.pairs.length === 1 ? folder.scenarios : join(folder.scenarios, pair.name);
}

/** Drawn one after the other, while the earlier ones are free again: a system hands out each port once in a while only. */
async function freePorts(): Promise<[number, number, number, number, number]> {
  return [await freePort(), await freePort(), await freePort(), await freePort(), await freePort()];
}
