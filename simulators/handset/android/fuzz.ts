import { adbFuzzer } from './fuzz/adb.ts';
import { apkFuzzer, pngFuzzer } from './fuzz/bytes.ts';
import type { Fuzzer } from './fuzz/fuzzer.ts';
import { httpFuzzer } from './fuzz/http.ts';
import { selectorFuzzer } from './fuzz/selectors.ts';
import { shellLineFuzzer, shellPacketFuzzer } from './fuzz/shell.ts';
import { syncFuzzer } from './fuzz/sync.ts';

/** Every way in which bytes from outside reach the Android face. */
export const fuzzers: readonly Fuzzer[] = [
  adbFuzzer,
  shellLineFuzzer,
  shellPacketFuzzer,
  syncFuzzer,
  httpFuzzer,
  selectorFuzzer,
  apkFuzzer,
  pngFuzzer,
];
