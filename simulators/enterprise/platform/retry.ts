/** When deliveries are tried again. */
export interface RetrySchedule {
  /** Delay before the second attempt, the third, and so on, ms. After the last one the webhook is abandoned. */
  readonly delaysMs: readonly number[];
  /** How long one attempt may take, ms. */
  readonly timeoutMs: number;
  /**
   * How much longer than scheduled a delay may be drawn, as a part of it: 0.1 for up to a tenth. Never shorter. Keeps
   * everything that failed together from coming back together. Default: 0.
   */
  readonly jitter?: number;
  /**
   * How old a webhook may get, ms, from when it was scheduled or replayed: an attempt that would be later is not made, whatever
   * put it off. One attempt is made all the same. Default: as old as its delays make it.
   */
  readonly keptMs?: number;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** For rehearsals, where people wait. */
export const rehearsalSchedule: RetrySchedule = {
  delaysMs: [1, 2, 4, 8, 10].map((seconds) => seconds * second),
  timeoutMs: 5 * second,
};

/** Standard Webhooks 1.0.0, "Deliverability and reliability", which asks for jitter and says not how much. */
export const standardSchedule: RetrySchedule = {
  delaysMs: [5 * second, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour],
  timeoutMs: 20 * second,
  jitter: 0.1,
};

/**
 * RCS for Business, "Webhooks": back off to 600 s and go on for 7 days. `[I]`: that it begins at a second and doubles.
 */
export const rbmSchedule: RetrySchedule = { delaysMs: rbmDelays(), timeoutMs: 20 * second, keptMs: 7 * day };

function rbmDelays(): readonly number[] {
  const delays: number[] = [];
  for (let next = second, total = 0; total + next <= 7 * day; total += next, next = Math.min(2 * next, 600 * second))
    delays.push(next);
  return delays;
}

/** The longest that the attempts of one webhook can be apart in all, ms, however jitter falls. */
export const longestScheduleMs = ({ delaysMs, jitter = 0 }: RetrySchedule): number =>
  delaysMs.reduce((sum, delayMs) => sum + delayMs, 0) * (1 + jitter);

/** The longest that a receiver can hold a delivery back, ms: otherwise one header could lose it. */
const longestRetryAfterMs = 24 * hour;

/** The three forms of an HTTP-date (RFC 9110 section 5.6.7). The last one, of asctime, does not say that it is UTC. */
const httpDate = /^\w{3,9}, \d\d[ -]\w{3}[ -]\d{2,4} \d\d:\d\d:\d\d GMT$/;
const asctimeDate = /^\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}$/;

/** `Retry-After` in ms from now, seconds or a date (RFC 9110 section 10.2.3); 0 when absent or unreadable. */
export function retryAfterMs(headers: Headers, nowMs: number): number {
  const value = headers.get('retry-after')?.trim() ?? '';
  let ms = Number.NaN;
  if (/^\d{1,9}$/.test(value)) ms = Number(value) * second;
  else if (httpDate.test(value)) ms = Date.parse(value) - nowMs;
  else if (asctimeDate.test(value)) ms = Date.parse(`${value} GMT`) - nowMs;
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), longestRetryAfterMs) : 0;
}
