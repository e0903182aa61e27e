import type { z } from 'zod';
import type { Clock } from '../../simulators/kernel/clock.ts';
import { exchange, failureCode } from '../../simulators/kernel/exchange.ts';
import { readBody } from '../../simulators/kernel/http-body.ts';
import type { Fetch } from '../../simulators/kernel/network.ts';
import { SubjectError, type SubjectOperation } from './subject.ts';

export interface AskOptions {
  readonly clock: Clock;
  readonly fetch: Fetch;
  /** Without a trailing slash. */
  readonly baseUrl: string;
  /** Of the role that asks. */
  readonly token: string;
  /** What may be asked for. */
  readonly operations: ReadonlySet<SubjectOperation>;
  /** For one question, ms. */
  readonly timeoutMs: number;
}

/** What a subject answered. */
export interface Answer {
  readonly status: number;
  readonly bytes: Uint8Array;
  /** How long it wants to be left alone, ms; null where it says nothing. */
  readonly retryAfterMs: number | null;
}

/** Asks a subject one thing. With a body it is a POST of JSON. @throws SubjectError where no answer came */
export type Ask = (operation: SubjectOperation, path: string, body?: object) => Promise<Answer>;

const limitBytes = 64 * 1024 * 1024;
/** How often a question is asked again that came too soon, and how long it waits at most, ms. */
const mostTries = 10;
const longestWaitMs = 60_000;

/** Waits on a clock. */
export const wait = (clock: Clock, ms: number): Promise<void> =>
  new Promise((resolve) => void clock.after(ms, 'asks again', resolve));

/** Asks over HTTP. Who says that it was asked too often is left alone for as long as it says. */
export function asking({ clock, fetch, baseUrl, token, operations, timeoutMs }: AskOptions): Ask {
  return async (operation, path, body) => {
    if (!operations.has(operation)) throw new SubjectError(operation, 'is not offered by this subject');
    const headers = {
      authorization: `Bearer ${token}`,
      accept: 'application/json',
      ...(body && { 'content-type': 'application/json' }),
    };
    const init = { headers, ...(body && { method: 'POST', body: JSON.stringify(body) }) };
    for (let tries = 1; ; tries++) {
      const answer = await once(operation, path, init);
      if (answer.status !== 429 || tries === mostTries) return answer;
      await wait(clock, Math.min(answer.retryAfterMs ?? 1000, longestWaitMs));
    }
  };

  async function once(operation: SubjectOperation, path: string, init: RequestInit): Promise<Answer> {
    try {
      return await exchange({ clock, fetch, timeoutMs }, `${baseUrl}${path}`, init, async (response) => {
        const seconds = response.headers.get('retry-after');
        return {
          status: response.status,
          bytes: await readBody(response, limitBytes),
          retryAfterMs: seconds !== null && /^\d{1,6}$/.test(seconds) ? Number(seconds) * 1000 : null,
        };
      });
    } catch (error) {
      throw new SubjectError(operation, `no answer: ${failureCode(error)}`);
    }
  }
}

/** Reads an answer as the contract has it. @throws SubjectError that names fields, not values */
export function readAnswer<T>(
  operation: SubjectOperation,
  { status, bytes }: Answer,
  schema: z.ZodType<T>,
  expected = 200,
): T {
  if (status !== expected) throw new SubjectError(operation, `answered HTTP ${status}`);
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes).toString());
  } catch {
    throw new SubjectError(operation, 'answered something that is not JSON');
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new SubjectError(operation, `answered outside the contract: /${issue?.path.join('/')}: ${issue?.code}`);
}
