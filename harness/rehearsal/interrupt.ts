/**
 * Ctrl-C and its relatives: the first asks for a clean stop, the second ends this process at once. While one is watched
 * nobody else hears these signals: the libraries that run the specs call process.exit in their listeners, before
 * anything that we started has been stopped.
 */
export interface Interrupt {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** Resolves with the first signal's name. */
  readonly received: Promise<string>;
  release(): void;
}

/** What a shell expects of a program that Ctrl-C ended. */
export const interruptedExit = 130;

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export function watchInterrupts(): Interrupt {
  const controller = new AbortController();
  let resolve: (name: string) => void = () => {};
  const received = new Promise<string>((settle) => {
    resolve = settle;
  });
  const hear = (name: string): void => {
    if (controller.signal.aborted) process.exit(interruptedExit); // children end when their channel to us closes
    resolve(name);
    controller.abort();
  };
  for (const name of signals) process.on(name, hear);
  const turnAway = (name: string | symbol, listener: (...args: unknown[]) => void): void => {
    // It is about to be added; signals are heard in a later turn than the one in which it is removed again.
    if (signals.some((signal) => signal === name)) queueMicrotask(() => process.removeListener(name, listener));
  };
  process.on('newListener', turnAway);
  // Started through the front door under an older Node: that process may be killed without a signal to us.
  const orphaned = (): void => hear('SIGHUP');
  process.on('disconnect', orphaned);
  return {
    signal: controller.signal,
    received,
    release() {
      process.removeListener('newListener', turnAway);
      for (const name of signals) process.removeListener(name, hear);
      process.removeListener('disconnect', orphaned);
    },
  };
}
