import type { Clock, Timer } from '../kernel/clock.ts';
import type { ServerFailureReason } from '../protocol/imdn-failure.ts';
import type { CarriedMessage } from './carried-message.ts';
import type { CarrierTimers } from './timers.ts';

/** How one attempt to hand a message on ended. */
export type AttemptOutcome =
  /** The other side has it. */
  | { readonly result: 'done' }
  /** The other side cannot take it now, or nobody knows: it is kept. */
  | { readonly result: 'later' }
  /** The other side will never take it. */
  | { readonly result: 'refused'; readonly status: number; readonly mls?: ServerFailureReason };

export interface Attempt {
  readonly outcome: Promise<AttemptOutcome>;
  /** Ends it early, as `later`. */
  cancel(): void;
}

export interface StoreAndForwardOptions {
  readonly label: string;
  readonly clock: Clock;
  readonly timers: CarrierTimers;
  /** Starts to hand a message on; nothing while its destination is not to be reached. `number` counts attempts from 1. */
  readonly attempt: (message: CarriedMessage, line: string, number: number) => Attempt | undefined;
  readonly onDone: (message: CarriedMessage, line: string) => void;
  /** It has to wait: told once a message. */
  readonly onStored: (message: CarriedMessage, line: string) => void;
  /** Given up: refused by the other side (`mls` when by its Conversation Focus), or kept for too long (`expired`). */
  readonly onFailed: (
    message: CarriedMessage,
    why: { readonly status: number; readonly mls?: ServerFailureReason } | 'expired',
    line: string,
  ) => void;
}

/** Messages on their way out, one line a destination, in the order of acceptance, one at a time. Survives a reboot. */
export interface StoreAndForward {
  add(message: CarriedMessage, line: string): void;
  /** The destination is to be reached (again): tries at once, also in place of an attempt that goes unanswered. */
  wake(line: string): void;
  /** The destination is gone: gives what waited for it. */
  drop(line: string): readonly CarriedMessage[];
  /** Ends every attempt under way; nothing moves until `wake` or the next pause is over. */
  interrupt(): void;
  /** Messages that are kept for a destination, or for all. */
  waiting(line?: string): number;
}

interface Waiting {
  readonly message: CarriedMessage;
  attempts: number;
  stored: boolean;
}

interface Line {
  readonly queue: Waiting[];
  current: (Attempt & { readonly startedAtMs: number }) | undefined;
  /** Failed attempts in a row. */
  failures: number;
  pause: Timer | undefined;
}

export function storeAndForward(options: StoreAndForwardOptions): StoreAndForward {
  const { clock, timers, label } = options;
  const lines = new Map<string, Line>();

  function pauseFor(name: string, line: Line, delayMs: number): void {
    line.pause?.cancel();
    line.pause = clock.after(delayMs, `${label} retry`, () => {
      line.pause = undefined;
      next(name, line);
    });
  }

  function store(waiting: Waiting, name: string): void {
    if (waiting.stored) return;
    waiting.stored = true;
    options.onStored(waiting.message, name);
  }

  function expire(name: string, line: Line): void {
    for (let head = line.queue[0]; head; head = line.queue[0]) {
      if (head.message.acceptedAtMs + timers.storeMs > clock.now()) return;
      line.queue.shift();
      options.onFailed(head.message, 'expired', name);
    }
  }

  function next(name: string, line: Line): void {
    if (line.current || line.pause || lines.get(name) !== line) return;
    expire(name, line);
    const head = line.queue[0];
    if (!head) {
      lines.delete(name);
      return;
    }
    const attempt = options.attempt(head.message, name, head.attempts + 1);
    if (!attempt) {
      for (const waiting of line.queue) store(waiting, name);
      pauseFor(name, line, head.message.acceptedAtMs + timers.storeMs - clock.now());
      return;
    }
    head.attempts++;
    line.current = { ...attempt, startedAtMs: clock.now() };
    void attempt.outcome.then((outcome) => {
      line.current = undefined;
      ended(name, line, head, outcome);
    });
  }

  function ended(name: string, line: Line, head: Waiting, outcome: AttemptOutcome): void {
    if (lines.get(name) !== line) return; // dropped meanwhile
    if (outcome.result === 'later') {
      for (const waiting of line.queue) store(waiting, name);
      const delayMs = timers.retryMs[Math.min(line.failures, timers.retryMs.length - 1)] ?? 60_000;
      line.failures++;
      if (!line.pause) pauseFor(name, line, delayMs);
      return;
    }
    line.queue.shift();
    line.failures = 0;
    if (outcome.result === 'done') options.onDone(head.message, name);
    else options.onFailed(head.message, outcome, name);
    next(name, line);
  }

  return {
    add(message, name) {
      const line = lines.get(name) ?? { queue: [], current: undefined, failures: 0, pause: undefined };
      lines.set(name, line);
      const waiting = { message, attempts: 0, stored: false };
      line.queue.push(waiting);
      if (line.pause) store(waiting, name);
      else next(name, line);
    },
    wake(name) {
      const line = lines.get(name);
      if (!line) return;
      line.failures = 0;
      // A fresh attempt is left alone: a client that merely refreshes its registration is about to answer it.
      if (line.current && line.current.startedAtMs + timers.retransmission.t1Ms > clock.now()) return;
      line.current?.cancel();
      pauseFor(name, line, 0);
    },
    drop(name) {
      const line = lines.get(name);
      lines.delete(name);
      line?.pause?.cancel();
      line?.current?.cancel();
      return line?.queue.map(({ message }) => message) ?? [];
    },
    interrupt() {
      for (const line of lines.values()) line.current?.cancel();
    },
    waiting(name) {
      if (name !== undefined) return lines.get(name)?.queue.length ?? 0;
      let sum = 0;
      for (const line of lines.values()) sum += line.queue.length;
      return sum;
    },
  };
}
