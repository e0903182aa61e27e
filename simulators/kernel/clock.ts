/** A scheduled task that has not run yet. */
export interface Timer {
  /** Forgets the task. Cancelling a task that already ran does nothing. */
  cancel(): void;
}

/**
 * The only source of time in simulators/. The virtual clock jumps from event to event, the wall clock
 * follows the machine's; actors cannot tell which one they were handed.
 */
export interface Clock {
  readonly kind: 'virtual' | 'wall';
  /** Milliseconds since the Unix epoch, a whole number. */
  now(): number;
  /** Milliseconds since some moment that never changes: for how long something took, whatever a user sets the time to. */
  uptimeMs(): number;
  /**
   * Runs `task` once, `delayMs` from now, as a turn of its own. Tasks due at the same millisecond run in the order
   * in which they were scheduled. A task that throws (or rejects) is reported through the world's crash handler.
   * @param label names the task in crash reports, e.g. `carrier.north retry`
   */
  after(delayMs: number, label: string, task: () => void | Promise<void>): Timer;
}

/** Resolves `delayMs` later on `clock`. */
export function sleep(clock: Clock, delayMs: number, label = 'sleep'): Promise<void> {
  return new Promise((resolve) => {
    clock.after(delayMs, label, resolve);
  });
}

/** The last time that was written: much happens at one millisecond of virtual time. */
let last = { ms: 0, text: new Date(0).toISOString() };

/** RFC 3339 in UTC with milliseconds, the form used on every wire and in the journal. */
export function timestamp(ms: number): string {
  if (ms !== last.ms) last = { ms, text: new Date(ms).toISOString() };
  return last.text;
}
