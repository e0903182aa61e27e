import { type RetransmissionTimers, standardTimers } from '../protocol/retransmission.ts';

/** Every duration a carrier goes by. Milliseconds but where the name says seconds. */
export interface CarrierTimers {
  readonly retransmission: RetransmissionTimers;
  /** The longest registration granted, and the shortest accepted. */
  readonly maxExpiresS: number;
  readonly minExpiresS: number;
  /** How long a Digest nonce is good for. */
  readonly nonceMs: number;
  /** How long an answer from a peer's phone or another carrier's focus is waited for while a client waits for it. */
  readonly proxyMs: number;
  /** Pauses before the next attempt to deliver; the last one repeats. */
  readonly retryMs: readonly number[];
  /** How long an undelivered message is kept. */
  readonly storeMs: number;
  /** How long a message id is remembered, to take repetitions for what they are. */
  readonly duplicateMs: number;
  /** How long receipts for a message are expected by the platform's observer. */
  readonly receiptMs: number;
  /** A session without traffic ends after this. */
  readonly sessionIdleMs: number;
}

const dayMs = 24 * 60 * 60 * 1000;

export const standardCarrierTimers: CarrierTimers = {
  retransmission: standardTimers,
  maxExpiresS: 3600,
  minExpiresS: 60,
  nonceMs: 5 * 60 * 1000,
  proxyMs: 16_000,
  retryMs: [2000, 4000, 8000, 10_000],
  storeMs: 30 * dayMs,
  duplicateMs: dayMs,
  receiptMs: 7 * dayMs,
  sessionIdleMs: 60_000,
};
