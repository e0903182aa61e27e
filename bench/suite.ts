import { archiveStoreFigures } from './archive-store.ts';
import { brokerageFigures } from './brokerage/figures.ts';
import { exportFigures } from './export.ts';
import { openFanOut } from './fan-out.ts';
import { type Figure, rateFigure, type Scale } from './figure.ts';
import { groupFigures, keyPackageFigures, messageFigures } from './group-operations.ts';
import { heapFigure } from './heap.ts';
import { openLine } from './messages.ts';
import { operation } from './operation.ts';
import { inLeaves, proofFigures } from './proofs.ts';
import { playWorld } from './worlds.ts';

/** Some figures that are measured together, under the name that `--only` knows. */
export interface Bench {
  readonly name: string;
  /** Takes many minutes: measured only when it is asked for by name. */
  readonly long?: true;
  figures(): Promise<readonly Figure[]>;
}

async function messages({ rounds, batch }: Scale): Promise<Figure[]> {
  const line = await openLine();
  const taken = await operation(
    { rounds, calls: batch },
    () => line.send(batch),
    () => {},
  );
  return [rateFigure('1:1 messages a second a core', 'messages/s', 2500, taken)];
}

/** A message of 20 bytes goes in one SIP MESSAGE a recipient, one of 100 in an MSRP session: it is encrypted. */
async function fanOut(participants: number, { rounds, batch }: Scale): Promise<Figure[]> {
  const times = Math.ceil(batch / 2);
  const group = await openFanOut(participants);
  const figures: Figure[] = [];
  for (const bytes of [20, 100]) {
    const taken = await operation(
      { rounds, calls: times * (participants - 1) },
      () => group.send(times, bytes),
      () => {},
    );
    const name = `deliveries of ${bytes} B in a group of ${participants} a second a core`;
    figures.push(rateFigure(name, 'deliveries/s', 6000, taken));
  }
  return figures;
}

async function worlds({ rounds, batch }: Scale): Promise<Figure[]> {
  const each = Math.min(4, batch);
  let seed = 1;
  let virtualMs = 0;
  const taken = await operation(
    { rounds, calls: each },
    async () => {
      virtualMs = 0;
      for (let n = 0; n < each; n++) virtualMs += 1000 * (await playWorld(seed++));
    },
    () => {},
  );
  const virtual = {
    ms: (taken.ms * each * 1000) / virtualMs,
    primitivesMs: (taken.primitivesMs * each * 1000) / virtualMs,
  };
  const name = 'worlds of two phones, ten messages, three faults a second a core';
  return [rateFigure(name, 'worlds/s', 50, taken), rateFigure('virtual over wall time', 'virtual s/s', 1000, virtual)];
}

/** Everything that is measured, in order. */
export function suite(scale: Scale): readonly Bench[] {
  const fanOutSize = Math.min(32, Math.max(...scale.groups));
  return [
    { name: 'key-package', figures: () => keyPackageFigures(scale) },
    ...scale.groups.map((size) => ({
      name: `group-${size}`,
      figures: () => groupFigures(size, scale),
    })),
    ...[100, 4096].map((bytes) => ({
      name: `message-${bytes}`,
      figures: () => messageFigures(bytes, scale),
    })),
    { name: 'fan-out', figures: () => fanOut(fanOutSize, scale) },
    { name: 'line', figures: () => messages(scale) },
    { name: 'worlds', figures: () => worlds(scale) },
    ...scale.groups.map((size) => ({
      name: `heap-${size}`,
      figures: async () => [await heapFigure(size, scale.weighed)],
    })),
    { name: 'export', figures: () => exportFigures(scale) },
    { name: 'archive-store', figures: () => archiveStoreFigures(scale) },
    ...scale.logs.map((leaves) => ({
      name: `proofs-${inLeaves(leaves).replace(' ', '')}`,
      figures: () => proofFigures(leaves, scale),
    })),
    { name: 'brokerage-hour', long: true, figures: () => brokerageFigures(scale) },
  ];
}
