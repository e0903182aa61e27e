import { openFanOut } from './fan-out.ts';
import { cpuMs, type Figure, measured, type Scale } from './figure.ts';
import { groupFigures, keyPackageFigures, messageFigures } from './group-operations.ts';
import { heapFigure } from './heap.ts';
import { openLine } from './messages.ts';
import { type Counts, primitivesOf, summed } from './primitives.ts';
import { playWorld } from './worlds.ts';

/** Some figures that are measured together, under the name that `--only` knows. */
export interface Bench {
  readonly name: string;
  figures(costs: Counts): Promise<readonly Figure[]>;
}

async function messages({ rounds, batch }: Scale, costs: Counts): Promise<Figure[]> {
  const line = await openLine();
  await line.send(batch); // warm
  const alone = summed(await primitivesOf(() => line.send(batch)), costs);
  const tookMs = await measured(rounds, () => line.send(batch));
  return [
    {
      name: '1:1 messages a second a core',
      value: (batch * 1000) / tookMs,
      unit: 'messages/s',
      limit: 2500,
      ratio: tookMs / alone,
    },
  ];
}

async function fanOut(participants: number, { rounds, batch }: Scale, costs: Counts): Promise<Figure[]> {
  const times = Math.ceil(batch / 2);
  const group = await openFanOut(participants);
  await group.send(times, 100); // warm
  const alone = summed(await primitivesOf(() => group.send(times, 100)), costs);
  const tookMs = await measured(rounds, () => group.send(times, 100));
  return [
    {
      name: `deliveries in a group of ${participants} a second a core`,
      value: (times * (participants - 1) * 1000) / tookMs,
      unit: 'deliveries/s',
      limit: 6000,
      ratio: tookMs / alone,
    },
  ];
}

async function worlds({ rounds, batch }: Scale, costs: Counts): Promise<Figure[]> {
  const each = Math.min(4, batch);
  let seed = 1;
  let virtualS = 0;
  const play = async (): Promise<void> => {
    for (let n = 0; n < each; n++) virtualS += await playWorld(seed++);
  };
  await play(); // warm
  const alone = summed(await primitivesOf(play), costs);
  virtualS = 0;
  const began = cpuMs();
  const tookMs = await measured(rounds, play);
  const allMs = cpuMs() - began;
  const ratio = tookMs / alone;
  return [
    {
      name: 'worlds of two phones, ten messages, three faults a second a core',
      value: (each * 1000) / tookMs,
      unit: 'worlds/s',
      limit: 50,
      ratio,
    },
    { name: 'virtual over wall time', value: (virtualS * 1000) / allMs, unit: 'virtual s/s', limit: 1000, ratio },
  ];
}

/** Everything that is measured, in order. */
export function suite(scale: Scale): readonly Bench[] {
  const fanOutSize = Math.min(32, Math.max(...scale.groups));
  return [
    { name: 'key-package', figures: (costs) => keyPackageFigures(scale, costs) },
    ...scale.groups.map((size) => ({
      name: `group-${size}`,
      figures: (costs: Counts) => groupFigures(size, scale, costs),
    })),
    ...[100, 4096].map((bytes) => ({
      name: `message-${bytes}`,
      figures: (costs: Counts) => messageFigures(bytes, scale, costs),
    })),
    { name: 'fan-out', figures: (costs) => fanOut(fanOutSize, scale, costs) },
    { name: 'line', figures: (costs) => messages(scale, costs) },
    { name: 'worlds', figures: (costs) => worlds(scale, costs) },
    ...scale.groups.map((size) => ({
      name: `heap-${size}`,
      figures: async () => [await heapFigure(size, scale.weighed)],
    })),
  ];
}
