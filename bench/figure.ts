/** One measured figure. `ratio` is the time taken over the time of the primitives that the work needs; smaller is better. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What we mean to reach, in the same unit. */
  readonly limit: number;
  readonly ratio: number;
}

/** How much is measured: the whole thing, or as little as shows that everything still runs. */
export interface Scale {
  /** How often each figure is measured; odd. The middle result is given. */
  readonly rounds: number;
  /** Calls, messages or worlds a round, at most. */
  readonly batch: number;
  /** Members of a group, and what it costs to be one of them. */
  readonly groups: readonly number[];
  /** Members that are weighed together, at least: what a process takes for itself is spread over them. */
  readonly weighed: number;
  /** Leaves of a log. */
  readonly logs: readonly number[];
  /** Phones of a firm, its messages a second, and for how long. */
  readonly brokerage: { readonly devices: number; readonly perSecond: number; readonly seconds: number };
}

export const wholeScale: Scale = {
  rounds: 3,
  batch: 100,
  groups: [2, 32, 256],
  weighed: 64,
  logs: [1e3, 1e4, 1e5, 1e6, 1e7],
  brokerage: { devices: 15_000, perSecond: 167, seconds: 300 },
};
export const tinyScale: Scale = {
  rounds: 1,
  batch: 2,
  groups: [2, 4],
  weighed: 4,
  logs: [1e3],
  brokerage: { devices: 4, perSecond: 20, seconds: 1 },
};

/** What was measured of work that is to take at most twice as long as its primitives (docs/speed.md). */
export interface Taken {
  /** CPU milliseconds of one call. */
  readonly ms: number;
  /** Of its primitives alone. */
  readonly primitivesMs: number;
}

/** The most that work may take, in terms of its primitives. */
const ratioLimit = 2;

const perMs = { ms: 1, us: 1000 } as const;

/** The figure of one call's CPU time. */
export function timeFigure(name: string, unit: keyof typeof perMs, { ms, primitivesMs }: Taken): Figure {
  const scale = perMs[unit];
  return { name, value: ms * scale, unit, limit: ratioLimit * primitivesMs * scale, ratio: ms / primitivesMs };
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

/** The figure of how many a second a core there are. */
export function rateFigure(name: string, unit: string, limit: number, { ms, primitivesMs }: Taken): Figure {
  return { name, value: 1000 / ms, unit, limit, ratio: ms / primitivesMs };
}
