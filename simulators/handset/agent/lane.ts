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
  /** Must not throw: whatever goes wrong is an outcome. */
  readonly attempt: (item: T) => Promise<Attempted>;
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

const atOnce = 4;

export function lane<T>({ clock, random, label, attempt }: LaneOptions<T>): Lane<T> {
  const waiting: T[] = [];
  let underway = 0;
  let failures = 0;
  let pause: { readonly timer: Timer; readonly endsAtMs: number } | undefined;
  let stopped = false;

  function pump(): void {
    while (!stopped && !pause && waiting.length > 0 && underway < (failures > 0 ? 1 : atOnce)) {
      const item = waiting.shift() as T; // the queue is not empty
      underway++;
      clock.after(0, label, () => run(item));
    }
  }

  async function run(item: T): Promise<void> {
    if (stopped) return;
    const { settled, tell } = await attempt(item);
    underway--;
    if (stopped) return;
    if (settled) {
      failures = 0;
      tell(null);
    } else {
      waiting.unshift(item);
      tell(rest());
    }
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
