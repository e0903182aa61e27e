import { join } from 'node:path';
import { askAdb } from '../farm/adb-protocol.ts';
import { startAutomation } from '../farm/automation.ts';
import type { Farm, FarmPair } from '../farm/farm.ts';
import { freePort } from '../farm/free-port.ts';
import type { RealAndroid, RealIphone } from '../farm/phone.ts';
import type { PairTarget } from '../farm/target.ts';
import { announcedRegistryPort } from '../farm/tunnel-registry.ts';
import { RehearsalFailure } from './failure.ts';
import type { RigBuild } from './rig.ts';
import { scratchPath } from './scratch.ts';
import { startWorld } from './world.ts';

const defaultAdbPort = 5037;
/** A byte a message that the run wrote. */
const messageTally = 'messages-written';

interface RealPair {
  readonly name: string;
  readonly android: RealAndroid;
  readonly ios: RealIphone;
}

/** Real phones: a world stands beside each pair; one Appium server drives all that bring none of their own. */
export async function startRealPairs(farmPairs: readonly FarmPair[], build: RigBuild): Promise<PairTarget[]> {
  const pairs = farmPairs.flatMap(({ name, android, ios }) =>
    android.simulated || ios.simulated ? [] : [{ name, android, ios }],
  );
  const own = await ownServer(pairs, build);
  return Promise.all(pairs.map((pair) => besideWorld(pair, own, build)));
}

interface OwnServer {
  readonly url: string;
  readonly adbPort: number;
  readonly log: string;
}

async function ownServer(pairs: readonly RealPair[], build: RigBuild): Promise<OwnServer | undefined> {
  const androids = pairs.map(({ android }) => android).filter(({ appium }) => appium === undefined);
  const iphones = pairs.map(({ ios }) => ios).filter(({ appium }) => appium === undefined);
  if (androids.length + iphones.length === 0) return undefined;
  const registryPort = build.farm.tunnelRegistry ?? announcedRegistryPort();
  if (iphones.length > 0 && registryPort === undefined && process.platform !== 'darwin')
    throw new RehearsalFailure(
      `No tunnel reaches ${iphones.map(({ name }) => name).join(', ')}. Run "sudo npx appium driver run xcuitest tunnel-creation" first.`,
    );
  // A phone on USB belongs to the adb server that is up already: a second one could not open it.
  const shared = await askAdb(defaultAdbPort, 'host:version', 1_000).catch(() => undefined);
  const adbPort = shared === undefined ? await freePort() : defaultAdbPort;
  const appiumPort = await freePort();
  const log = build.log('appium-real');
  const automation = await build.start(
    'automation',
    () => 'adb and Appium for real phones',
    startAutomation(
      {
        scratch: scratchPath('automation'),
        packageRoot: build.packageRoot,
        adb: build.adb,
        adbPort,
        ownsAdb: shared === undefined,
        appiumPort,
        logFile: log,
      },
      build.signal,
    ),
  );
  await automation.reach({
    connect: androids.map(({ udid }) => udid).filter((udid) => udid.includes(':')),
    ...(registryPort === undefined ? {} : { registryPort }),
  });
  return { url: automation.url, adbPort, log };
}

async function besideWorld(pair: RealPair, own: OwnServer | undefined, build: RigBuild): Promise<PairTarget> {
  const { android, ios } = pair;
  const world = await build.start(
    'world',
    () => `world beside ${android.name} and ${ios.name}`,
    startWorld({
      settings: {
        folder: join(build.folder.scenarios, pair.name),
        phones: [android, ios].map(({ name, os, udid, msisdn, allowDestructive, appium }) => ({
          name,
          os,
          msisdn,
          simulated: false,
          allowDestructive,
          // A phone at a provider is not on our adb.
          ...(os === 'android' && appium === undefined && own && { adb: { port: own.adbPort, serial: udid } }),
        })),
        real: {
          peers: numbersOf(build.farm),
          messageCap: build.farm.messageCap,
          tally: join(build.folder.path, messageTally),
        },
        iphones: build.tunnel ? 'tunnel' : 'url',
      },
      token: build.token,
      signal: build.signal,
      logFile: build.log(`world-${pair.name}`),
      ...(build.worldProgram === undefined ? {} : { program: build.worldProgram }),
    }),
  );
  const server = (appium: string | undefined): string => {
    const url = appium ?? own?.url;
    if (url === undefined) throw new RehearsalFailure(`${pair.name} has no Appium server.`);
    return url;
  };
  return {
    name: pair.name,
    controlUrl: world.controlUrl,
    appiumLog: own?.log ?? null,
    android: {
      os: 'android',
      name: android.name,
      udid: android.udid,
      osVersion: android.osVersion,
      simulated: false,
      capabilities: android.capabilities,
      appium: server(android.appium),
      ...(android.appium === undefined && own !== undefined
        ? { adbPort: own.adbPort, systemPort: android.ports.systemPort ?? (await freePort()) }
        : android.ports.systemPort === undefined
          ? {}
          : { systemPort: android.ports.systemPort }),
    },
    ios: {
      os: 'ios',
      name: ios.name,
      udid: ios.udid,
      osVersion: ios.osVersion,
      simulated: false,
      capabilities: ios.capabilities,
      appium: server(ios.appium),
      ...(await iphonePorts(ios)),
    },
  };
}

/** The numbers of a farm's real phones: nobody else is written to. */
const numbersOf = ({ pairs }: Farm): string[] =>
  pairs.flatMap(({ android, ios }) => [android, ios].flatMap((phone) => (phone.simulated ? [] : [phone.msisdn])));

async function iphonePorts({
  appium,
  ports,
}: RealIphone): Promise<{ wdaLocalPort?: number; mjpegServerPort?: number }> {
  const { wdaLocalPort, mjpegServerPort } = ports;
  if (appium === undefined)
    return {
      wdaLocalPort: wdaLocalPort ?? (await freePort()),
      mjpegServerPort: mjpegServerPort ?? (await freePort()),
    };
  return {
    ...(wdaLocalPort === undefined ? {} : { wdaLocalPort }),
    ...(mjpegServerPort === undefined ? {} : { mjpegServerPort }),
  };
}
