/** One measured figure. `ratio` is the time taken over the time of the primitives that the work needs; smaller is better. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What we mean to reach, in the same unit. */
  readonly limit: number;
  readonly ratio: number;
}

/** CPU milliseconds of this process so far: what a shared machine disturbs least. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The middle of an odd number of measurements. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

/** Measures `work` an odd number of times and gives the middle result. */
export async function measured(times: number, work: () => Promise<number>): Promise<number> {
  const values: number[] = [];
  for (let n = 0; n < times; n++) values.push(await work());
  return median(values);
}
