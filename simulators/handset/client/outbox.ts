import type { Clock, Timer } from '../../kernel/clock.ts';

/** How one attempt to deliver ended. `later` means: nothing is wrong with the message, try again. */
export type Attempt = 'done' | 'later';

/**
 * Work that leaves a phone in order, one lane a peer: each piece is tried until it is done, with a growing pause after
 * each failure and at once when the phone is online again.
 */
export interface Outbox {
  /** Queues `attempt` behind everything else for `lane`. It is called again until it gives `done`. */
  add(lane: string, attempt: () => Promise<Attempt>): void;
  /** The phone is online: everything that waits tries now. */
  wake(): void;
  /** The phone is offline: nothing tries until `wake`. */
  sleep(): void;
  /** Pieces not done yet. */
  pending(): number;
}

/** Pauses between attempts, ms; the last one repeats. */
const pausesMs = [1000, 2000, 4000, 8000, 10_000] as const;

export function outbox(clock: Clock, label: string): Outbox {
  interface Lane {
    readonly waiting: (() => Promise<Attempt>)[];
    busy: boolean;
    failures: number;
    pause: Timer | undefined;
  }
  const lanes = new Map<string, Lane>();
  let awake = false;

  async function drain(lane: Lane): Promise<void> {
    if (lane.busy) return;
    lane.busy = true;
    lane.pause?.cancel();
    lane.pause = undefined;
    try {
      for (let next = lane.waiting[0]; next && awake; next = lane.waiting[0]) {
        if ((await next()) === 'later') {
          const pauseMs = pausesMs[Math.min(lane.failures, pausesMs.length - 1)] ?? 10_000;
          lane.failures++;
          lane.pause = clock.after(pauseMs, `${label} outbox`, () => drain(lane));
          return;
        }
        lane.waiting.shift();
        lane.failures = 0;
      }
    } finally {
      lane.busy = false;
    }
  }

  return {
    add(name, attempt) {
      let lane = lanes.get(name);
      if (!lane) {
        lane = { waiting: [], busy: false, failures: 0, pause: undefined };
        lanes.set(name, lane);
      }
      lane.waiting.push(attempt);
      const grown = lane;
      clock.after(0, `${label} outbox`, () => (grown.pause ? undefined : drain(grown)));
    },
    wake() {
      awake = true;
      for (const lane of lanes.values()) {
        lane.failures = 0;
        if (lane.waiting.length > 0) clock.after(0, `${label} outbox`, () => drain(lane));
      }
    },
    sleep() {
      awake = false;
      for (const lane of lanes.values()) {
        lane.pause?.cancel();
        lane.pause = undefined;
      }
    },
    pending: () => [...lanes.values()].reduce((sum, lane) => sum + lane.waiting.length, 0),
  };
}
