import type { Clock } from '../../kernel/clock.ts';
import { Problem } from './problem.ts';

/** How often something may be asked for: so many at once, and so many a second after that. */
export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

/** Takes one turn of whoever has this token. @throws Problem `too-many-requests`, with the seconds to wait */
export type RateLimit = (token: string) => void;

/** Tokens that are remembered; only known ones get here, so these are all of a tenant's. */
const mostTokens = 1024;

/** A bucket a token, that fills as time passes. */
export function rateLimit(clock: Clock, { burst, perSecond }: Rate): RateLimit {
  const buckets = new Map<string, { left: number; atMs: number }>();
  return (token) => {
    const nowMs = clock.now();
    const bucket = buckets.get(token) ?? { left: burst, atMs: nowMs };
    bucket.left = Math.min(burst, bucket.left + (Math.max(0, nowMs - bucket.atMs) * perSecond) / 1000);
    bucket.atMs = nowMs;
    if (buckets.size >= mostTokens && !buckets.has(token)) buckets.clear();
    buckets.set(token, bucket);
    if (bucket.left < 1) {
      const seconds = Math.ceil((1 - bucket.left) / perSecond);
      throw new Problem('too-many-requests', `wait ${seconds} s`, { 'retry-after': String(seconds) });
    }
    bucket.left -= 1;
  };
}
