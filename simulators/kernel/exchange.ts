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

/** The code of a failed exchange (`ECONNRESET`, `ETIMEDOUT`, ..) or the error's name: never its text, which may quote content. */
export function failureCode(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code;
  return error instanceof Error ? error.name : 'unknown error';
}
