import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readFarm } from '../harness/farm/read-farm.ts';
import { startAndroidFace } from '../simulators/handset/android/face.ts';
import { startIphoneFace } from '../simulators/handset/ios/face.ts';
import { startTunnelRegistry } from '../simulators/handset/ios/tunnel/registry.ts';
import { memoryBlobs } from '../simulators/kernel/journal/blobs.ts';
import { journal } from '../simulators/kernel/journal/journal.ts';
import { seededRandom } from '../simulators/kernel/random.ts';
import { wallClock } from '../simulators/kernel/wall/clock.ts';
import { createWorld } from '../simulators/world.ts';

/**
 * The two phones of a farm file (as-real.yaml beside this file, unless another is named) with carriers of their own, as if they lay on a desk: no control API, no journal that
 * anyone could read, the same messages on them from one scenario to the next. Runs until it is told to stop.
 */
const file = process.argv[2] ?? join(import.meta.dirname, 'as-real.yaml');
const farm = readFarm(readFileSync(file, 'utf8'), file);
const [pair] = farm.pairs;
if (!pair || pair.android.simulated || pair.ios.simulated) throw new Error(`${file} names no pair of real phones`);

const clock = wallClock((label, error) => console.error(label, error));
const world = createWorld({
  seed: 'as real',
  scenario: 'as real',
  environment: 'simulated-phones',
  phones: [pair.android, pair.ios].map(({ name, os, msisdn }) => ({ name, os, msisdn })),
  carriers: ['north', 'south'],
  clock,
  journal: journal(clock, memoryBlobs()),
});
const [ana, ben] = [...world.phones.values()];
if (!ana || !ben) throw new Error('the world came up without its phones');
const random = seededRandom('as real');
const android = await startAndroidFace(ana.phone, {
  clock,
  random,
  port: Number(pair.android.udid.split(':')[1]),
  clearData: (app) => ana.phone.clearData(app),
});
const iphone = await startIphoneFace(ben.phone, { clock, udid: pair.ios.udid });
const registry = await startTunnelRegistry([iphone], { clock, port: farm.tunnelRegistry ?? 0 });
world.start();

async function stop(): Promise<void> {
  clock.stop();
  await Promise.allSettled([android.close(), iphone.close(), registry.close()]);
  process.exit(0);
}
for (const event of ['SIGTERM', 'SIGINT', 'disconnect'] as const) process.on(event, stop);
console.log(`ana at ${android.serial}, ben at ${iphone.udid} by the registry on port ${registry.port}`);
process.send?.('ready');
