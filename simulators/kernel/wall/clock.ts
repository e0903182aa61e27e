import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock, Timer } from '../clock.ts';
import { EventQueue, type ScheduledEvent } from '../event-queue.ts';
import type { CrashHandler } from '../virtual-clock.ts';

/** The machine's clock, with the same order of tasks as the virtual one, and able to jump ahead in an all-simulated world. */
export interface WallClock extends Clock {
  readonly kind: 'wall';
  /** Moves time forward by `durationMs`, firing the timers that become due in order, without waiting for them. */
  advance(durationMs: number): Promise<void>;
  /** Forgets every timer; the clock still tells the time. */
  stop(): void;
}

/** The longest delay that setTimeout takes, ms; anything further away is looked at again when it is reached. */
const longestTimeoutMs = 2 ** 31 - 1;

export function wallClock(onCrash: CrashHandler): WallClock {
  const queue = new EventQueue();
  let aheadMs = 0;
  let stopped = false;
  let armed: NodeJS.Timeout | undefined;
  const now = (): number => Date.now() + aheadMs;

  function fire({ task, label }: ScheduledEvent): void {
    try {
      task()?.catch((error: unknown) => onCrash(label, error));
    } catch (error) {
      onCrash(label, error);
    }
  }

  function arm(): void {
    clearTimeout(armed);
    const at = queue.earliest();
    if (stopped || at === undefined) return;
    armed = setTimeout(
      () => {
        for (let due = queue.next(now()); due; due = queue.next(now())) fire(due);
        arm();
      },
      Math.min(longestTimeoutMs, Math.max(0, at - now())),
    );
  }

  return {
    kind: 'wall',
    now,
    uptimeMs: () => Math.round(performance.now()) + aheadMs,
    after(delayMs, label, task): Timer {
      const atMs = now() + Math.max(0, Math.round(delayMs));
      const before = queue.earliest();
      const timer = queue.add(atMs, label, task);
      if (before === undefined || atMs < before) arm();
      return timer;
    },
    async advance(durationMs) {
      const endMs = now() + durationMs;
      await nextTurn();
      for (let due = queue.next(endMs); due; due = queue.next(endMs)) {
        aheadMs += Math.max(0, due.atMs - now());
        fire(due);
        await nextTurn();
      }
      aheadMs += Math.max(0, endMs - now());
      arm();
    },
    stop() {
      stopped = true;
      clearTimeout(armed);
    },
  };
}
