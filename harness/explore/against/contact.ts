import { failureCode } from '../../../simulators/kernel/exchange.ts';
import type { Fetch } from '../../../simulators/kernel/network.ts';

/** Nobody answers where the subject was: the environment failed, and nothing can be said of the subject. */
export class SubjectUnreachable extends Error {
  override readonly name = 'SubjectUnreachable';
  constructor(url: string, why: string) {
    super(`${url} is not reached any more (${why}). What it did meanwhile is not judged: start it, and try again.`);
  }
}

/** So long nothing may be answered at all before the subject counts as gone, ms: longer than one question may take. */
const silenceMs = 20_000;

/** What is known of whether a subject answers. Faults of a plan act before it, so that what is seen here is the subject's own. */
export interface Contact {
  /** Asks the subject, and remembers whether there was an answer. */
  readonly fetch: Fetch;
  /** Why it counts as gone: nothing was answered for too long. Undefined while it may be there. */
  lost(): SubjectUnreachable | undefined;
  /** Why the last question got no answer; undefined where it got one. */
  silent(): SubjectUnreachable | undefined;
  /** It answered, and said last that it failed itself (HTTP 5xx). */
  failing(): boolean;
  /** Ends every question that is open, and asks nothing more. */
  hangUp(): void;
}

export interface ContactOptions {
  readonly url: string;
  readonly fetch: Fetch;
  /** ms. */
  readonly now: () => number;
  /** Until when its silence is what somebody wanted, ms; default: never. */
  readonly excusedUntilMs?: () => number;
}

export function contact({ url, fetch, now, excusedUntilMs = () => 0 }: ContactOptions): Contact {
  const ended = new AbortController();
  let answeredMs = 0;
  let silentSinceMs: number | undefined;
  let why = '';
  let status = 0;
  const unreachable = (): SubjectUnreachable => new SubjectUnreachable(url, why);
  return {
    async fetch(request) {
      const askedMs = now();
      const signal = AbortSignal.any([request.signal, ended.signal]);
      try {
        const answer = await fetch(new Request(request, { signal }));
        answeredMs = now();
        silentSinceMs = undefined;
        ({ status } = answer);
        return answer;
      } catch (error) {
        if (!ended.signal.aborted) {
          silentSinceMs ??= Math.max(askedMs, answeredMs);
          const code = failureCode(error);
          why = code === 'AbortError' ? 'it takes connections and answers nothing' : code;
        }
        throw error;
      }
    },
    lost() {
      if (silentSinceMs === undefined) return undefined;
      return now() - Math.max(silentSinceMs, excusedUntilMs()) > silenceMs ? unreachable() : undefined;
    },
    silent: () => (silentSinceMs === undefined ? undefined : unreachable()),
    failing: () => status >= 500,
    hangUp: () => ended.abort(),
  };
}
