import type { Clock, Timer } from '../../kernel/clock.ts';
import type { Random } from '../../kernel/random.ts';
import { backoffMs } from './backoff.ts';

/** How one attempt ended: whether the item is dealt with, and who wants to know when it is tried again (ms, null: never). */
export interface Attempted {
  readonly settled: boolean;
  readonly tell: (nextMs: number | null) => void;
}

export interface LaneOptions<T> {
  readonly clock: Clock;
  readonly random: Random;
  readonly label: string;
  /** How many attempts run beside each other; default 4. One keeps everything in order. */
  readonly atOnce?: number;
  /** How many items one attempt takes at most; default 1. */
  readonly batch?: number;
  /** One outcome an item, in order. Must not throw: whatever goes wrong is an outcome. */
  readonly attempt: (items: readonly T[]) => Promise<readonly Attempted[]>;
}

/**
 * Work for one destination, oldest first, a few at a time; one at a time, with growing pauses, while the destination
 * fails. Each destination has a lane of its own, so that one that is down holds up no other.
 */
export interface Lane<T> {
  add(item: T): void;
  /** Tries at once what waits for the end of a pause: the network is back. */
  wake(): void;
  /** Starts nothing more and forgets what is under way. */
  stop(): void;
}

export function lane<T>({ clock, random, label, attempt, atOnce = 4, batch = 1 }: LaneOptions<T>): Lane<T> {
  const waiting: T[] = [];
  let underway = 0;
  let failures = 0;
  let pause: { readonly timer: Timer; readonly endsAtMs: number } | undefined;
  let stopped = false;

  function pump(): void {
    while (!stopped && !pause && waiting.length > 0 && underway < (failures > 0 ? 1 : atOnce)) {
      const items = waiting.splice(0, batch);
      underway++;
      clock.after(0, label, () => run(items));
    }
  }

  async function run(items: readonly T[]): Promise<void> {
    if (stopped) return;
    const attempted = await attempt(items);
    underway--;
    if (stopped) return;
    const left = items.filter((_, index) => attempted[index]?.settled !== true);
    waiting.unshift(...left);
    const nextMs = left.length > 0 ? rest() : null;
    if (left.length === 0) failures = 0;
    for (const { settled, tell } of attempted) tell(settled ? null : nextMs);
    pump();
  }

  /** Begins a pause, or joins the one that an attempt beside this one began. Returns how long it still lasts, ms. */
  function rest(): number {
    if (!pause) {
      failures++;
      const delayMs = backoffMs(failures, random);
      const timer = clock.after(delayMs, label, () => {
        pause = undefined;
        pump();
      });
      pause = { timer, endsAtMs: clock.now() + delayMs };
    }
    return Math.max(0, pause.endsAtMs - clock.now());
  }

  return {
    add(item) {
      waiting.push(item);
      pump();
    },
    wake() {
      pause?.timer.cancel();
      pause = undefined;
      pump();
    },
    stop() {
      stopped = true;
      pause?.timer.cancel();
    },
  };
}
