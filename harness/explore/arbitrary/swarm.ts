import { type Random, seededRandom } from '../../../simulators/kernel/random.ts';
import type { Fault } from '../../faults/fault.ts';
import type { Plan } from '../../faults/plan/schema.ts';

/** What one world of an exploration is made of: its people, how much they do, and what may break, how often. */
export interface Mix {
  readonly world: Plan['world'];
  /** How many steps, and until when they happen, ms. */
  readonly steps: number;
  readonly untilMs: number;
  readonly weights: {
    readonly send: number;
    readonly read: number;
    readonly switch: number;
    /** By fault; what is not here does not happen. */
    readonly faults: ReadonlyMap<Fault, number>;
  };
}

const names = ['ana', 'ben', 'cid'] as const;
/** Longer than any world has steps: what is held back is tried again after everything has healed. */
const webhookRetryMs = [1_000, 2_000, 4_000, 8_000, 10_000, 20_000, 30_000, 60_000];

/**
 * Swarm testing (Groce et al., ISSTA 2012): each world leaves most faults out and has the rest at rates of its own, so
 * that none hides behind another. Every fault has the same chance.
 */
export function swarm(seed: number, index: number, faults: readonly Fault[]): Mix {
  const random = seededRandom(seed).split(`mix ${index}`);
  const among = faults.length === 0 ? [] : [...Array(1 + random.below(4))].map(() => pick(random, faults));
  const phones = random.below(5) === 0 ? 3 : 2;
  return {
    world: {
      phones: names.slice(0, phones).map((name) => ({ name, os: pick(random, ['android', 'ios'] as const) })),
      carriers: random.below(3) === 0 ? ['north'] : ['north', 'south'],
      webhookRetryMs,
    },
    steps: 8 + random.below(14),
    untilMs: 30_000 + random.below(60_000),
    weights: {
      send: 10,
      read: 2 + random.below(4),
      switch: random.below(3),
      faults: new Map(among.map((fault) => [fault, 1 + random.below(4)])),
    },
  };
}

function pick<T>(random: Random, from: readonly T[]): T {
  const picked = from[random.below(from.length)];
  if (picked === undefined) throw new RangeError('nothing to pick from');
  return picked;
}
