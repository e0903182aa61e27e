/** One seeded stream of malformed input: `run` feeds input number `index` and throws when what it is fed to misbehaves. */
export interface Fuzzer {
  readonly name: string;
  /** How many inputs there are, where they can be counted; each takes seconds. Absent: as many as are asked for. */
  total?(seed: number): Promise<number>;
  run(seed: number, index: number): void | Promise<void>;
}

const suites: Record<string, () => Promise<{ readonly fuzzers: readonly Fuzzer[] }>> = {
  android: () => import('../../../simulators/handset/android/fuzz.ts'),
  ios: () => import('../../../simulators/handset/ios/fuzz.ts'),
  crypto: () => import('../../../simulators/crypto/fuzz.ts'),
  protocol: () => import('../../../simulators/protocol/fuzz.ts'),
  mls: () => import('../../../simulators/mls/fuzz.ts'),
  enterprise: () => import('../../../simulators/enterprise/fuzz.ts'),
  proof: () => import('./proof-fuzzers.ts'),
  durability: () => import('../durability/fuzzers.ts'),
};

export const suiteNames = Object.keys(suites);

/** @throws Error naming the suites there are, when `name` is none of them */
export async function fuzzersOf(name: string): Promise<readonly Fuzzer[]> {
  const load = suites[name];
  if (!load) throw new Error(`there is no fuzz suite "${name}": choose of ${suiteNames.join(', ')}`);
  return (await load()).fuzzers;
}
