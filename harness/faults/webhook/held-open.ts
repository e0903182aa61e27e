import { connectionError } from '../../../simulators/kernel/network.ts';

/** Requests that get no answer: each waits until all are let go, and then fails as a connection that was reset. */
export interface HeldOpen {
  hold(): Promise<never>;
  /** What waits now fails: the process that never answered is gone. */
  letGo(): void;
}

export function heldOpen(): HeldOpen {
  const held = new Set<(error: Error) => void>();
  return {
    hold: () => new Promise((_, reject) => void held.add(reject)),
    letGo() {
      for (const reject of held) reject(connectionError('ECONNRESET', 'the webhook receiver'));
      held.clear();
    },
  };
}
