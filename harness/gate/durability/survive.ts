import type { StoreUnderTest } from './archive-under-test.ts';
import { type BrokenCall, type CallCounts, everyBrokenCall } from './broken-call.ts';
import type { TracedCall } from './strace.ts';
import { workload } from './workload.ts';

/** What came of one broken call. */
export interface Survival {
  /** Whether the call was reached at all. */
  readonly fired: boolean;
  /** Records and webhooks acknowledged before the archive was started again. */
  readonly acknowledgedBefore: number;
  /** What was wrong with the archive afterwards; empty when nothing was. */
  readonly wrong: readonly string[];
}

/** A run in which nothing goes wrong: how often each call is made, and in which order. @throws Error when it does not work */
export async function wholeRun(
  store: StoreUnderTest,
  seed: string,
): Promise<{ counts: CallCounts; trace: TracedCall[] }> {
  const archive = await store.create(seed);
  try {
    const running = await archive.start('traced');
    if (!running) throw new Error(`${store.name}: the archive does not start`);
    const work = workload(seed);
    await work.run(running.origin);
    const wrong = await work.inspect(running.origin);
    await running.kill();
    if (wrong.length > 0) throw new Error(`${store.name}: ${wrong.join('; ')}`);
    return { counts: archive.counts(), trace: archive.trace() };
  } finally {
    await archive.discard();
  }
}

/** Every call of a whole run, each failing once and each killing once. */
export async function everyWay(store: StoreUnderTest, seed: string): Promise<BrokenCall[]> {
  return everyBrokenCall((await wholeRun(store, seed)).counts);
}

/**
 * Breaks one call, lets the archive do what it can, kills it as a power cut would, starts it again and looks: every
 * acknowledged record and webhook is there once, none is half there, and it goes on working.
 */
export async function survive(store: StoreUnderTest, seed: string, broken: BrokenCall): Promise<Survival> {
  const archive = await store.create(seed);
  try {
    const work = workload(seed);
    const wounded = await archive.start(broken);
    if (wounded) {
      await work.run(wounded.origin).catch(() => {}); // what it could not take is tried again below
      await wounded.kill();
    }
    const fired = archive.counts()[broken.call] >= broken.nth;
    const acknowledgedBefore = work.acknowledged.records.size + work.acknowledged.webhooks.size;
    const again = await archive.start('whole');
    if (!again) return { fired, acknowledgedBefore, wrong: ['it does not start again'] };
    const wrong = await work.inspect(again.origin);
    await work.run(again.origin).catch((error: unknown) => wrong.push(`it does not go on: ${String(error)}`));
    wrong.push(...(await work.inspect(again.origin)));
    await again.kill();
    return { fired, acknowledgedBefore, wrong };
  } finally {
    await archive.discard();
  }
}
