import { join } from 'node:path';
import type { Farm } from '../farm/farm.ts';
import type { PairTarget } from '../farm/target.ts';
import { RehearsalFailure } from './failure.ts';
import { startRealPairs } from './real-pairs.ts';
import type { RunFolder } from './run-folder.ts';
import { startSimulatedPair } from './simulated-pair.ts';

/** Everything that runs beside the specs: worlds, adb, Appium. */
export interface Rig {
  readonly pairs: readonly PairTarget[];
  /** Resolves with one line as soon as a part of it is gone although nobody stopped it. */
  readonly lost: Promise<string>;
  /** Stops all of it; never rejects. */
  stop(): Promise<void>;
}

export interface RigOptions {
  readonly farm: Farm;
  readonly folder: RunFolder;
  readonly token: string;
  /** Where Appium's drivers are installed. */
  readonly packageRoot: string;
  /** Whether the iPhone driver's tunnel module can be loaded. */
  readonly tunnel: boolean;
  /** The program of the world process: another one in tests. */
  readonly worldProgram?: string;
  /** Aborted: starting is given up. */
  readonly signal: AbortSignal;
  /** Called as parts come up. */
  report(what: string, ms: number): void;
}

/** A started part, in the order of starting. */
export interface Part {
  readonly lost: Promise<string>;
  stop(): Promise<void>;
}

/** What the starters of pairs share. */
export interface RigBuild extends RigOptions {
  /** Registers a part at once, so that it is stopped whatever fails next. */
  add<P extends Part>(part: P): P;
  readonly adb: string;
  log(name: string): string;
}

/** Starts worlds and automation hosts for every pair of the farm. @throws RehearsalFailure; then nothing of it is left */
export async function startRig(options: RigOptions, adb: string): Promise<Rig> {
  const parts: Part[] = [];
  const stop = async (): Promise<void> => {
    // Last started, first stopped: sessions end while their phones still answer.
    for (const part of parts.splice(0).reverse()) await part.stop().catch(() => {});
  };
  const build: RigBuild = {
    ...options,
    adb,
    add(part) {
      parts.push(part);
      return part;
    },
    log: (name) => join(options.folder.logs, `${name}.log`),
  };
  const simulated = options.farm.pairs.filter(({ android }) => android.simulated);
  const real = options.farm.pairs.filter(({ android }) => !android.simulated);
  const started = await Promise.allSettled([
    ...simulated.map(async (pair) => [await startSimulatedPair(pair, build)]),
    ...(real.length === 0 ? [] : [startRealPairs(real, build)]),
  ]);
  const failed = started.find((result) => result.status === 'rejected');
  if (failed !== undefined) {
    await stop();
    const { reason } = failed;
    throw reason instanceof RehearsalFailure ? reason : new RehearsalFailure(String(reason?.message ?? reason));
  }
  const pairs = started.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
  return { pairs, lost: Promise.race(parts.map(({ lost }) => lost)), stop };
}
