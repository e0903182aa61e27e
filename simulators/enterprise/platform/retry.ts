/** When deliveries are tried again. */
export interface RetrySchedule {
  /** Delay before the second attempt, the third, and so on, ms. After the last one the webhook is abandoned. */
  readonly delaysMs: readonly number[];
  /** How long one attempt may take, ms. */
  readonly timeoutMs: number;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** For rehearsals, where people wait. */
export const rehearsalSchedule: RetrySchedule = {
  delaysMs: [1, 2, 4, 8, 10].map((seconds) => seconds * second),
  timeoutMs: 5 * second,
};

/** Standard Webhooks 1.0.0, "Deliverability and reliability". */
export const standardSchedule: RetrySchedule = {
  delaysMs: [5 * second, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour],
  timeoutMs: 20 * second,
};

/** The longest that a receiver can hold a delivery back, ms: otherwise one header could lose it. */
const longestRetryAfterMs = 24 * hour;

/** `Retry-After` in ms from now, seconds or a date (RFC 9110 section 10.2.3); 0 when absent or unreadable. */
export function retryAfterMs(headers: Headers, nowMs: number): number {
  const value = headers.get('retry-after')?.trim() ?? '';
  const ms = /^\d{1,9}$/.test(value) ? Number(value) * second : Date.parse(value) - nowMs;
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), longestRetryAfterMs) : 0;
}
