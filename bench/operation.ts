import { cpuMs, median, type Taken } from './figure.ts';
import { collect } from './garbage.ts';
import { cheapest, primitiveCosts, primitivesOf, summed } from './primitives.ts';

/** How often an operation is measured. */
export interface Repetition {
  /** Odd: the middle result is given. */
  readonly rounds: number;
  /** A round. */
  readonly calls: number;
  /** Before anything is measured, at most; compilers want to see code a few times. Those of one round when not given. */
  readonly warmCalls?: number;
}

/**
 * Measures an operation that `work` calls a number of times, and its primitives in between: a shared machine is not
 * equally fast from one second to the next.
 * @param before what is made ready for one round, and not measured
 */
export async function operation<T>(
  { rounds, calls, warmCalls = calls }: Repetition,
  work: (ready: T) => unknown,
  before: () => T | Promise<T>,
): Promise<Taken> {
  for (let warm = calls; warm <= warmCalls; warm += calls) await work(await before());
  const readyToCount = await before();
  const counts = await primitivesOf(() => work(readyToCount));
  primitiveCosts(); // counting has made the runtime forget what it had compiled
  const taken: number[] = [];
  const primitives: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const ready = await before();
    collect(); // what making ready left behind is not the work's
    primitives.push(summed(counts, cheapest([primitiveCosts(), primitiveCosts(), primitiveCosts()])));
    const began = cpuMs();
    await work(ready);
    taken.push(cpuMs() - began);
  }
  return { ms: median(taken) / calls, primitivesMs: median(primitives) / calls };
}
