import type { Clock, Timer } from './clock.ts';
import { connectionError, type Fetch } from './network.ts';

export interface ExchangeOptions {
  readonly clock: Clock;
  readonly fetch: Fetch;
  /** From the call to the end of `read`, ms by `clock`. */
  readonly timeoutMs: number;
}

/**
 * One HTTP exchange with a deadline by the party's clock: sends the request without following redirects, and reads of
 * the response what `read` wants. When the time is over the request is aborted and the exchange fails as a connection
 * that timed out, even if the other side never notices.
 * @throws TypeError with a coded cause, as `fetch` does; whatever `read` throws
 */
export async function exchange<T>(
  { clock, fetch, timeoutMs }: ExchangeOptions,
  url: string,
  init: RequestInit,
  read: (response: Response) => Promise<T>,
): Promise<T> {
  const abort = new AbortController();
  const request = new Request(url, { ...init, redirect: 'manual', signal: abort.signal });
  let timer: Timer | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = clock.after(timeoutMs, `deadline ${url}`, () => {
      reject(connectionError('ETIMEDOUT', `no answer from ${new URL(url).hostname} within ${timeoutMs} ms`));
      abort.abort();
    });
  });
  try {
    return await Promise.race([fetch(request).then(read), late]);
  } finally {
    timer?.cancel();
  }
}

/** Why `fetch` asks nobody, in its own words, which have no code: a port that it blocks (Fetch section 2.9), for one. */
const withoutCode = ['bad port', 'unknown scheme', 'URL scheme must be a HTTP(S) scheme'];

/**
 * The code of a failed exchange (`ECONNRESET`, `ETIMEDOUT`, ..), why nobody was asked (`bad port`), or the error's name: never
 * another text, which may quote content.
 */
export function failureCode(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code;
  if (cause instanceof Error && withoutCode.includes(cause.message)) return cause.message;
  return error instanceof Error ? error.name : 'unknown error';
}
