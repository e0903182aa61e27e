import type { Duplex } from 'node:stream';
import type { Clock } from '../../kernel/clock.ts';

/** Ends of an automation run: asked for (the session was deleted), stopped from outside, or crashed. */
export type AutomationEnd = 'finished' | 'killed' | 'crashed';

/** The instrumented process that serves UiAutomator2 behind `tcp:6790`, and whether it runs. */
export interface Automation {
  readonly running: boolean;
  /** Starts it. `onEnd` is called once, when it is over; a run that is still going is killed first. */
  start(onEnd: (how: AutomationEnd) => void): void;
  stop(how: AutomationEnd): void;
  /** Its package was force-stopped: the driver does so right before it starts a new run. */
  startExpected(): void;
  /**
   * What serves connections to the port. Undefined refuses: at once when nobody is about to start the server, after
   * a moment when somebody is.
   */
  connect(): ((stream: Duplex) => void) | undefined | Promise<((stream: Duplex) => void) | undefined>;
}

/**
 * How long a connection waits for a starting server, ms. The driver asks for /status once and then every 1000 ms, and its
 * first question often overtakes `am instrument`: refusing it would cost every other session a second. It must stay below
 * the 500 ms that the driver gives GET /sessions.
 */
const patienceMs = 140;
/**
 * For how long after a force-stop a start is expected, ms. The driver starts the server within a few ms of it; the next
 * session's GET /sessions, which should be refused at once, comes more than 200 ms after the force-stop of a deletion.
 */
const expectationMs = 150;

/** What an automation runs on. */
export interface AutomationOptions {
  readonly clock: Clock;
  /** Takes a connection while the server runs. */
  readonly serve: (stream: Duplex) => void;
  /** Called when a run begins and when it is over: sessions do not outlive it. */
  readonly onRun: (running: boolean) => void;
}

/** A phone without a running automation. */
export function automation({ clock, serve, onRun }: AutomationOptions): Automation {
  let end: ((how: AutomationEnd) => void) | undefined;
  let expectedUntilMs = 0;
  const waiting = new Set<(up: boolean) => void>();
  const connections = new Set<Duplex>();

  function accept(stream: Duplex): void {
    connections.add(stream);
    stream.on('close', () => connections.delete(stream));
    serve(stream);
  }

  function stop(how: AutomationEnd): void {
    const ended = end;
    if (!ended) return;
    end = undefined;
    onRun(false);
    for (const stream of connections) stream.destroy();
    connections.clear();
    ended(how);
  }

  return {
    get running() {
      return end !== undefined;
    },
    start(onEnd) {
      stop('killed');
      end = onEnd;
      onRun(true);
      for (const resume of waiting) resume(true);
    },
    stop,
    startExpected() {
      expectedUntilMs = clock.now() + expectationMs;
    },
    connect() {
      if (end) return accept;
      if (clock.now() >= expectedUntilMs) return undefined;
      return new Promise((resolve) => {
        const settle = (up: boolean): void => {
          timer.cancel();
          waiting.delete(settle);
          resolve(up ? accept : undefined);
        };
        const timer = clock.after(patienceMs, 'android tcp:6790 waits for instrumentation', () => settle(false));
        waiting.add(settle);
      });
    },
  };
}
