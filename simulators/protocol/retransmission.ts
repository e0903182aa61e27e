/** What retransmission needs of a clock; simulators/kernel's Clock is one. */
export interface RetransmissionClock {
  now(): number;
  after(delayMs: number, label: string, task: () => void): { cancel(): void };
}

/** RFC 3261 section 17, milliseconds. MSRP frames use the same, for they travel as datagrams here. */
export interface RetransmissionTimers {
  /** The first retransmission comes after this; the delay then doubles. */
  readonly t1Ms: number;
  /** The delay never exceeds this, but for INVITE. */
  readonly t2Ms: number;
  /** Timers B, F, H and J: a transaction without an answer ends after this, and answers are remembered for as long. */
  readonly timeoutMs: number;
}

export const standardTimers: RetransmissionTimers = { t1Ms: 500, t2Ms: 4000, timeoutMs: 32_000 };

/**
 * Sends at once and again after T1, 2 T1, 4 T1 .. (at most T2 apart if `capped`) until stopped, then calls
 * `onTimeout`. Returns how to stop.
 */
export function retransmit(
  clock: RetransmissionClock,
  timers: RetransmissionTimers,
  options: { readonly label: string; readonly capped: boolean },
  send: () => void,
  onTimeout: () => void,
): () => void {
  const endAtMs = clock.now() + timers.timeoutMs;
  let delayMs = timers.t1Ms;
  let timer: { cancel(): void } | undefined;
  const next = (): void => {
    const leftMs = endAtMs - clock.now();
    const last = delayMs >= leftMs;
    timer = clock.after(last ? leftMs : delayMs, options.label, () => {
      if (last) return onTimeout();
      send();
      delayMs = options.capped ? Math.min(delayMs * 2, timers.t2Ms) : delayMs * 2;
      next();
    });
  };
  send();
  next();
  return () => timer?.cancel();
}
