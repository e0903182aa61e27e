import { fuzzersOf } from './suites.ts';

/** What the parent asks: inputs `from` .. `to`-1 of one fuzzer. */
export interface FuzzOrder {
  readonly suite: string;
  readonly fuzzer: string;
  readonly seed: number;
  readonly from: number;
  readonly to: number;
  /** Each takes seconds. */
  readonly slow: boolean;
}

/** What the child tells: how far it is, and how much it holds; or which input was too much for it. */
export type FuzzNews =
  | { readonly at: number; readonly heapBytes: number }
  | { readonly failed: number; readonly error: string };

/** Inputs between two reports, where inputs take no time. */
const manyInputs = 500;

process.on('disconnect', () => process.exit(0));
// In order, so that whatever an input started ends with this process; Ctrl-C is the parent's to understand.
process.on('SIGTERM', () => process.exit(0));
process.on('SIGINT', () => {});
process.once('message', async (order: FuzzOrder) => {
  const fuzzer = (await fuzzersOf(order.suite)).find(({ name }) => name === order.fuzzer);
  if (!fuzzer) throw new Error(`suite ${order.suite} has no fuzzer "${order.fuzzer}"`);
  const reportEvery = fuzzer.total ? 1 : manyInputs;
  for (let index = order.from; index < order.to; index++) {
    try {
      await fuzzer.run(order.seed, index);
    } catch (error) {
      await tell({ failed: index, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
      process.exit(1);
    }
    if ((index + 1) % reportEvery === 0 || index + 1 === order.to) {
      if ((index + 1) % (reportEvery * 20) === 0) globalThis.gc?.();
      await tell({ at: index + 1, heapBytes: process.memoryUsage().heapUsed });
    }
  }
  process.exit(0);
});

function tell(news: FuzzNews): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(news, () => resolve());
  });
}
