import { join } from 'node:path';
import type { Farm } from '../farm/farm.ts';
import type { PairTarget } from '../farm/target.ts';
import { RehearsalFailure } from './failure.ts';
import { startRealPairs } from './real-pairs.ts';
import type { RunFolder } from './run-folder.ts';
import type { RunSubject } from './run-subject.ts';
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
  /** Somebody else's subject for the worlds of simulated pairs. */
  readonly subject?: RunSubject;
  /** Aborted: starting is given up. */
  readonly signal: AbortSignal;
  /** Called as parts come up. */
  report(what: string, ms: number): void;
}

/** A started part of the rig. */
export interface Part {
  readonly lost: Promise<string>;
  stop(): Promise<void>;
}

/** What the starters of pairs share. */
export interface RigBuild extends RigOptions {
  /** Holds on to a part from before it is up, so that it is stopped whatever fails next; `what` says it when it is. */
  start<P extends Part>(kind: 'world' | 'automation', what: (part: P) => string, starting: Promise<P>): Promise<P>;
  readonly adb: string;
  log(name: string): string;
}

/** Starts worlds and automation hosts for every pair of the farm. @throws RehearsalFailure; then nothing of it is left */
export async function startRig(options: RigOptions, adb: string): Promise<Rig> {
  const parts = { automation: new Set<Part>(), world: new Set<Part>() };
  const starting: Promise<unknown>[] = [];
  const giveUp = new AbortController();
  let first: unknown;
  const fails = (error: unknown): never => {
    first ??= error;
    giveUp.abort(); // what else is starting need not come up any more
    throw error;
  };
  const stop = async (): Promise<void> => {
    await Promise.allSettled(starting);
    // Sessions end while their phones still answer.
    for (const kind of ['automation', 'world'] as const)
      await Promise.allSettled([...parts[kind]].map((part) => part.stop()));
  };
  const build: RigBuild = {
    ...options,
    signal: AbortSignal.any([options.signal, giveUp.signal]),
    adb,
    start(kind, what, promise) {
      const began = performance.now();
      const tracked = promise.then((part) => {
        parts[kind].add(part);
        options.report(what(part), performance.now() - began);
        return part;
      }, fails);
      starting.push(tracked);
      return tracked;
    },
    log: (name) => join(options.folder.logs, `${name}.log`),
  };
  const simulated = options.farm.pairs.filter(({ android }) => android.simulated);
  const real = options.farm.pairs.filter(({ android }) => !android.simulated);
  try {
    const pairs = await Promise.all([
      ...simulated.map((pair) => startSimulatedPair(pair, build).then((target) => [target], fails)),
      ...(real.length === 0 ? [] : [startRealPairs(real, build).catch(fails)]),
    ]);
    const all = [...parts.automation, ...parts.world];
    return { pairs: pairs.flat(), lost: Promise.race(all.map(({ lost }) => lost)), stop };
  } catch {
    await stop();
    throw first instanceof RehearsalFailure
      ? first
      : new RehearsalFailure(first instanceof Error ? first.message : String(first));
  }
}
