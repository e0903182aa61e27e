import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Random, seededRandom } from '../../../kernel/random.ts';
import { type VirtualClock, virtualClock } from '../../../kernel/virtual-clock.ts';
import { stopwatch } from '../../../kernel/wall/stopwatch.ts';
import type { AndroidDevice } from '../device/device.ts';
import { fixturePhone } from '../fixture-phone.ts';
import { simulatedDevice } from '../simulated-device.ts';

/** A source of malformed input, and what it is fed to. */
export interface Fuzzer {
  readonly name: string;
  /** Feeds input number `index` of a seed; throws when the phone misbehaves. */
  run(seed: number, index: number): void | Promise<void>;
}

/** The longest one input may keep the phone busy, ms: its own limits are lower, the machine may be slow. */
const limitMs = 5000;

/** A fuzzer on a freshly booted phone; every input draws from a stream of its own and can be repeated alone. */
export function fuzzer(
  name: string,
  feed: (random: Random, device: AndroidDevice, clock: VirtualClock) => void | Promise<void>,
): Fuzzer {
  return {
    name,
    async run(seed, index) {
      const random = seededRandom(`${seed} ${name} ${index}`);
      const clock = virtualClock(0, (label, error) => {
        throw new Error(`${label} crashed`, { cause: error });
      });
      const { device, close } = simulatedDevice(fixturePhone(6), 'fuzzed', { clock, random, log: () => {} });
      const spentMs = stopwatch();
      try {
        await feed(random, device, clock);
      } finally {
        close();
        await nextTurn(); // native handles are only let go between turns
      }
      const tookMs = spentMs();
      if (tookMs > limitMs) throw new Error(`${name} ${seed}/${index} kept the phone busy for ${tookMs.toFixed(0)} ms`);
    },
  };
}
