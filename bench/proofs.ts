import { verifyConsistency } from '../harness/subject/proof/consistency.ts';
import { verifyInclusion } from '../harness/subject/proof/inclusion.ts';
import { type MemoryLog, memoryLog } from '../simulators/enterprise/log/memory-log.ts';
import { hashBytes, leafHash } from '../simulators/enterprise/log/merkle-hash.ts';
import { tileWidth } from '../simulators/enterprise/log/tile.ts';
import { consistencyPath, inclusionPath, rootOf } from '../simulators/enterprise/log/tree.ts';
import { seededRandom } from '../simulators/kernel/random.ts';
import { type Figure, type Scale, timeFigure } from './figure.ts';
import { operation } from './operation.ts';

/** The data of a leaf: a commitment has as many bytes, and costs as much to hash. */
function leafData(index: number): Buffer {
  const data = Buffer.alloc(hashBytes);
  data.writeUIntBE(index, 0, 6);
  return data;
}

/** Which leaves are proved, and from which earlier states the log is proved to go on. */
interface Sample {
  readonly indices: readonly number[];
  readonly states: readonly number[];
}

function sampleOf(size: number, calls: number): Sample {
  const random = seededRandom(`proofs of ${size}`);
  const draw = (): number[] => Array.from({ length: calls }, () => random.below(size));
  return { indices: draw(), states: draw().map((state) => Math.max(1, state)) };
}

/**
 * A log of so many leaves, as a store would have it in tiles. Of level 0 only those tiles stay that the sample needs: ten
 * million leaves take no more memory than their sample does.
 */
function grown(size: number, { indices, states }: Sample): MemoryLog {
  const needed = new Set([...indices, ...states].map((leaf) => Math.floor(leaf / tileWidth)));
  const log = memoryLog((level, index) => level > 0 || needed.has(index));
  for (let index = 0; index < size; index++) log.append(leafHash(leafData(index)));
  return log;
}

/** `1 k`, `10 M`. */
export const inLeaves = (size: number): string => (size >= 1e6 ? `${size / 1e6} M` : `${size / 1e3} k`);

/** What proofs take in a log of `size` leaves: made from its tiles, and verified by the harness's own verifier. */
export async function proofFigures(size: number, { rounds, batch }: Scale): Promise<Figure[]> {
  const sample = sampleOf(size, batch);
  const log = grown(size, sample);
  const root = rootOf(log, size);
  const inclusions = sample.indices.map((index) => {
    const proof = inclusionPath(log, index, size);
    return { leaf: leafHash(leafData(index)), index, size, root, proof };
  });
  const consistencies = sample.states.map((from) => {
    const proof = consistencyPath(log, from, size);
    return { from, to: size, fromRoot: rootOf(log, from), toRoot: root, proof };
  });
  const demand = (right: boolean): void => {
    if (!right) throw new Error(`the bench's own proof in a log of ${size} leaves does not verify`);
  };
  /** @param turns through the sample: CPU time is not told in microseconds */
  async function figure(what: string, turns: number, work: () => void): Promise<Figure> {
    const repeated = (): void => {
      for (let turn = 0; turn < turns; turn++) work();
    };
    const calls = batch * turns;
    const taken = await operation({ rounds, calls, warmCalls: Math.max(calls, 1000) }, repeated, () => {});
    return timeFigure(`${what}, ${inLeaves(size)} leaves`, 'us', taken);
  }

  return [
    await figure('inclusion proof', 2, () => {
      for (const index of sample.indices) inclusionPath(log, index, size);
    }),
    await figure('inclusion verified', 50, () => {
      for (const claim of inclusions) demand(verifyInclusion(claim));
    }),
    await figure('consistency proof', 2, () => {
      for (const from of sample.states) consistencyPath(log, from, size);
    }),
    await figure('consistency verified', 50, () => {
      for (const claim of consistencies) demand(verifyConsistency(claim));
    }),
  ];
}
