/** Ctrl-C and its relatives: the first asks for a clean stop, the second ends this process at once. */
export interface Interrupt {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** Resolves with the first signal's name. */
  readonly received: Promise<string>;
  /**
   * Removes everybody else's listeners of these signals. The libraries that run the specs call process.exit in theirs,
   * before anything that we started has been stopped.
   */
  takeOver(): void;
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
  // Started through the front door under an older Node: that process may be killed without a signal to us.
  const orphaned = (): void => hear('SIGHUP');
  process.on('disconnect', orphaned);
  return {
    signal: controller.signal,
    received,
    takeOver() {
      for (const name of signals) {
        for (const listener of process.listeners(name)) if (listener !== hear) process.removeListener(name, listener);
      }
    },
    release() {
      for (const name of signals) process.removeListener(name, hear);
      process.removeListener('disconnect', orphaned);
    },
  };
}
