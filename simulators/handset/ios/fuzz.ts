import { dtxFuzzers } from './fuzz/dtx.ts';
import type { Fuzzer } from './fuzz/mutate.ts';
import { plistFuzzers } from './fuzz/plists.ts';
import { requestFuzzers } from './fuzz/requests.ts';
import { selectorFuzzers } from './fuzz/selectors.ts';

/** Everything of the iPhone that reads bytes or texts from outside, each under malformed input. */
export const fuzzers: readonly Fuzzer[] = [...plistFuzzers, ...dtxFuzzers, ...selectorFuzzers, ...requestFuzzers];
