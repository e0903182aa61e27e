import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock, Timer } from './clock.ts';
import { EventQueue } from './event-queue.ts';

/** Told of every task that threw: its label and the error. The default makes the run fail. */
export type CrashHandler = (label: string, error: unknown) => void;

/** A clock that is driven: nothing happens but inside one of its `run` calls. */
export interface VirtualClock extends Clock {
  readonly kind: 'virtual';
  /** Tasks still waiting. */
  pending(): number;
  /** Runs every task due within the next `durationMs` and leaves the clock exactly that much later. */
  runFor(durationMs: number): Promise<void>;
  /** Runs until nothing is scheduled, or until `limitMs` of virtual time have passed. Returns whether it became idle. */
  runUntilIdle(limitMs: number): Promise<boolean>;
  /** Runs until `condition` holds after a turn, or until `limitMs` have passed. Returns whether it held. */
  runUntil(condition: () => boolean, limitMs: number): Promise<boolean>;
}

/**
 * A discrete-event clock starting at `startMs`. A turn is one task: run it, drain microtasks, take the next one; so
 * the order of everything follows from the schedule alone.
 */
export function virtualClock(startMs: number, onCrash?: CrashHandler): VirtualClock {
  const queue = new EventQueue();
  const crashed: CrashHandler =
    onCrash ??
    ((label, error) => {
      throw new Error(`task "${label}" threw`, { cause: error });
    });
  const failures: { label: string; error: unknown }[] = [];
  let nowMs = startMs;

  async function turn(task: () => void | Promise<void>, label: string): Promise<void> {
    try {
      // Not awaited: a task may wait for a later event. Its rejection is noticed at the end of whichever turn it falls in.
      task()?.catch((error: unknown) => failures.push({ label, error }));
    } catch (error) {
      failures.push({ label, error });
    }
    await nextTurn();
    for (const failure of failures.splice(0)) crashed(failure.label, failure.error);
  }

  async function runWhile(limitAtMs: number, goOn: () => boolean): Promise<void> {
    await nextTurn(); // what the caller has just started comes first
    while (goOn()) {
      const event = queue.next(limitAtMs);
      if (!event) return;
      nowMs = event.atMs;
      await turn(event.task, event.label);
    }
  }

  return {
    kind: 'virtual',
    now: () => nowMs,
    uptimeMs: () => nowMs,
    pending: () => queue.size,
    after(delayMs, label, task): Timer {
      return queue.add(nowMs + Math.max(0, Math.round(delayMs)), label, task);
    },
    async runFor(durationMs) {
      const end = nowMs + durationMs;
      await runWhile(end, () => true);
      nowMs = end;
    },
    async runUntilIdle(limitMs) {
      await runWhile(nowMs + limitMs, () => true);
      return queue.size === 0;
    },
    async runUntil(condition, limitMs) {
      let held = condition();
      await runWhile(nowMs + limitMs, () => {
        held = condition();
        return !held;
      });
      return held || condition();
    },
  };
}
