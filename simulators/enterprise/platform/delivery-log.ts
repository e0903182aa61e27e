import type { About } from '../told-event.ts';

/** One attempt, as the log has it. Times are ms since the epoch. */
export interface LoggedAttempt {
  readonly attempt: number;
  readonly atMs: number;
  readonly http_status: number | null;
  readonly error: string | null;
  readonly next_ms: number | null;
}

/** A webhook in the log. `dead`: its schedule is used up, or its endpoint is gone. */
export interface LoggedDelivery extends About {
  /** Grows with each delivery that was logged. */
  readonly position: number;
  readonly webhookId: string;
  readonly content: Uint8Array<ArrayBuffer>;
  readonly scheduledAtMs: number;
  state: 'underway' | 'acknowledged' | 'dead';
  /** How often it was sent, and how often somebody asked for it again. */
  attempts: number;
  replays: number;
  /** The last attempts. */
  readonly last: readonly LoggedAttempt[];
}

/** Which deliveries are looked for: all that fit every part that is given. */
export interface DeliveryFilter {
  readonly state?: LoggedDelivery['state'] | undefined;
  /** When it was scheduled, ms: the first included, the second not. */
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
}

/** What became of the webhooks scheduled last: the oldest are forgotten first. */
export interface DeliveryLog {
  scheduled(webhookId: string, about: About, content: Uint8Array<ArrayBuffer>, nowMs: number): void;
  attempted(webhookId: string, attempt: LoggedAttempt): void;
  ended(webhookId: string, state: 'acknowledged' | 'dead'): void;
  replayed(webhookId: string): void;
  find(webhookId: string): LoggedDelivery | undefined;
  /** In the order of scheduling, after a position. */
  list(filter: DeliveryFilter, after: number, limit: number): readonly LoggedDelivery[];
}

/** Attempts that are kept of each delivery: the last ones. */
const attemptsKept = 20;

export function deliveryLog(deliveriesKept: number): DeliveryLog {
  const kept = new Map<string, LoggedDelivery & { last: LoggedAttempt[] }>();
  let position = 0;
  return {
    scheduled(webhookId, about, content, scheduledAtMs) {
      position++;
      const state = 'underway';
      kept.set(webhookId, {
        position,
        webhookId,
        ...about,
        content,
        scheduledAtMs,
        state,
        attempts: 0,
        replays: 0,
        last: [],
      });
      const [oldest] = kept.keys();
      if (kept.size > deliveriesKept && oldest !== undefined) kept.delete(oldest);
    },
    attempted(webhookId, attempt) {
      const one = kept.get(webhookId);
      if (!one) return;
      one.attempts = attempt.attempt;
      one.last.push(attempt);
      if (one.last.length > attemptsKept) one.last.shift();
    },
    ended(webhookId, state) {
      const one = kept.get(webhookId);
      if (one) one.state = state;
    },
    replayed(webhookId) {
      const one = kept.get(webhookId);
      if (!one) return;
      one.replays++;
      one.state = 'underway';
    },
    find: (webhookId) => kept.get(webhookId),
    list({ state, fromMs = Number.NEGATIVE_INFINITY, toMs = Number.POSITIVE_INFINITY }, after, limit) {
      const found: LoggedDelivery[] = [];
      for (const one of kept.values()) {
        if (found.length === limit) break;
        if (one.position <= after || (state !== undefined && one.state !== state)) continue;
        if (one.scheduledAtMs >= fromMs && one.scheduledAtMs < toMs) found.push(one);
      }
      return found;
    },
  };
}
