import { type Figure, type Scale, timeFigure } from '../figure.ts';
import { operation } from '../operation.ts';
import { brokerageArchive } from './archive.ts';
import { type Device, enrolDevices, sealedUpload } from './desk.ts';
import { percentile, playHour } from './hour.ts';

const aimKilledS = 30;
const aimS = 1;

/**
 * The brokerage hour (wall clock): 15,000 devices with 40 messages an hour each are 167 a second; five minutes of it, once
 * undisturbed and once with the archive killed in the middle. The ratio of an age is to its aim.
 */
export async function brokerageFigures(scale: Scale): Promise<Figure[]> {
  const seed = 'brokerage';
  const archive = await brokerageArchive(seed);
  try {
    const devices = await enrolDevices(archive.origin() ?? '', seed, scale.brokerage.devices);
    const figures = [await sealFigure(devices, scale)];
    for (const kill of [false, true]) {
      const agesMs = await playHour(archive, devices, { seed: `${seed} ${kill}`, ...scale.brokerage, kill });
      const limit = kill ? aimKilledS : aimS;
      for (const [name, share] of [
        ['p50', 0.5],
        ['p99', 0.99],
        ['longest', 1],
      ] as const) {
        const value = percentile(agesMs, share) / 1000;
        const how = kill ? 'archive killed once' : 'undisturbed';
        figures.push({ name: `age of upload, ${how}, ${name}`, value, unit: 's', limit, ratio: value / limit });
      }
    }
    return figures;
  } finally {
    await archive.close();
  }
}

/** What hashing and sealing a message costs the endpoint. */
async function sealFigure([device]: readonly Device[], { rounds, batch }: Scale): Promise<Figure> {
  if (!device) throw new Error('there are no devices');
  let number = 0;
  const taken = await operation(
    { rounds, calls: batch },
    () => {
      for (let n = 0; n < batch; n++) sealedUpload(device, number++, Date.UTC(2026, 10, 22, 12));
    },
    () => {},
  );
  return timeFigure('seal an upload', 'ms', taken);
}
