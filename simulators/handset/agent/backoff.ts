import type { Random } from '../../kernel/random.ts';

/** The longest pause between two attempts, ms: a record is due within 30 s of the network's return. */
export const longestBackoffMs = 10_000;

/** The pause after `failures` failures in a row: 1, 2, 4, 8, 10, 10, .. s, less up to half, so that phones do not march in step. */
export function backoffMs(failures: number, random: Random): number {
  const full = Math.min(longestBackoffMs, 1000 * 2 ** Math.min(failures - 1, 10));
  return Math.round(full * (1 - random.fraction() / 2));
}
