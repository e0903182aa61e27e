import type { Clock, Timer } from '../../kernel/clock.ts';

/** RFC 3261 section 17.1.1.1 and 17.1.2.1: first interval, longest interval, and when to give up; ms. */
const t1Ms = 500;
const t2Ms = 4000;
const giveUpMs = 64 * t1Ms;

/** Sent requests by transaction, repeated until answered. */
export interface Retransmission<Answer> {
  /** Sends now and again at growing intervals; resolves with the answer, or `timeout` after 32 s. */
  send(transaction: string, transmit: () => void): Promise<Answer | 'timeout'>;
  /** An answer came. False if nothing waits for it: it is a repetition. */
  answered(transaction: string, answer: Answer): boolean;
  /** A provisional answer came: the other side has the request, stop repeating it but keep waiting. */
  proceeding(transaction: string): void;
  /** Ends everything that waits with `timeout`: the network is gone. */
  abandon(): void;
}

export function retransmission<Answer>(clock: Clock, label: string): Retransmission<Answer> {
  interface Waiting {
    readonly resolve: (answer: Answer | 'timeout') => void;
    repeat: Timer;
    readonly end: Timer;
  }
  const waiting = new Map<string, Waiting>();

  function settle(transaction: string, answer: Answer | 'timeout'): boolean {
    const it = waiting.get(transaction);
    if (!it) return false;
    waiting.delete(transaction);
    it.repeat.cancel();
    it.end.cancel();
    it.resolve(answer);
    return true;
  }

  return {
    send(transaction, transmit) {
      return new Promise((resolve) => {
        let intervalMs = t1Ms;
        const again = (): void => {
          const it = waiting.get(transaction);
          if (!it) return;
          transmit();
          intervalMs = Math.min(2 * intervalMs, t2Ms);
          it.repeat = clock.after(intervalMs, `${label} retransmission`, again);
        };
        waiting.set(transaction, {
          resolve,
          repeat: clock.after(intervalMs, `${label} retransmission`, again),
          end: clock.after(giveUpMs, `${label} transaction timeout`, () => void settle(transaction, 'timeout')),
        });
        transmit();
      });
    },
    answered: settle,
    proceeding(transaction) {
      waiting.get(transaction)?.repeat.cancel();
    },
    abandon() {
      for (const transaction of [...waiting.keys()]) settle(transaction, 'timeout');
    },
  };
}
