import type { Fuzzer } from '../fuzz/suites.ts';
import type { StoreUnderTest } from './archive-under-test.ts';
import { type BrokenCall, titleOf } from './broken-call.ts';
import { postgres } from './postgres.ts';
import { sqlite } from './sqlite.ts';
import { everyWay, survive } from './survive.ts';

/** Every call by which an archive writes, each failing once and each killing once: what it had acknowledged must be there. */
function everyWrite(store: StoreUnderTest): Fuzzer {
  let counted: { readonly seed: number; readonly ways: Promise<BrokenCall[]> } | undefined;
  const waysOf = (seed: number): Promise<BrokenCall[]> => {
    if (counted?.seed !== seed) counted = { seed, ways: everyWay(store, `torture ${seed}`) };
    return counted.ways;
  };
  return {
    name: `every write of ${store.name}`,
    total: async (seed) => (await waysOf(seed)).length,
    async run(seed, index) {
      const broken = (await waysOf(seed))[index];
      if (!broken) throw new Error(`there is no call ${index}`);
      const { fired, wrong } = await survive(store, `torture ${seed}`, broken);
      if (!fired) process.stderr.write(`not reached in this run: ${titleOf(broken)}\n`);
      if (wrong.length > 0) throw new Error(`${titleOf(broken)}: ${wrong.join('; ')}`);
    },
  };
}

/** Those that can be tried on this machine; what cannot is said. */
export const fuzzers: readonly Fuzzer[] = [sqlite, postgres].flatMap((store) => {
  const missing = store.missing();
  if (missing === undefined) return [everyWrite(store)];
  process.stderr.write(`every write of ${store.name} is left out: ${missing}\n`);
  return [];
});
