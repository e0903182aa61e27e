import type { z } from 'zod';
import { type Clock, sleep } from '../../../simulators/kernel/clock.ts';
import { exchange, failureCode } from '../../../simulators/kernel/exchange.ts';
import { readBody } from '../../../simulators/kernel/http-body.ts';
import type { Fetch } from '../../../simulators/kernel/network.ts';
import type { Random } from '../../../simulators/kernel/random.ts';
import { hostOperations } from '../contract/host-operations.ts';
import type { Operation } from '../contract/operation.ts';
import { type Answer, held, refused } from './answer.ts';
import { checkedOperations } from './checked-operations.ts';
import { CheckFailure } from './finding.ts';
import { type SignedHeaders, signDelivery } from './sign-delivery.ts';
import type { TenantUnderCheck, UnderCheck } from './tenant-under-check.ts';

/** One request, by the contract or deliberately not. */
export interface Asked {
  /** Default: nobody's. */
  readonly token?: string;
  /** Sent as JSON; `bytes` go as they are. */
  readonly json?: unknown;
  readonly bytes?: Uint8Array<ArrayBuffer> | string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  /** Values of the path's parameters, still to be escaped; `rawParameters` are not. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly rawParameters?: Readonly<Record<string, string>>;
  /** Default: the tenant under check. */
  readonly at?: TenantUnderCheck;
}

export interface BenchOptions extends UnderCheck {
  readonly clock: Clock;
  readonly fetch: Fetch;
  /** What ids and numbers are drawn from: other ones every time, where an implementation keeps what it is given. */
  readonly random: Random;
  /** For one request, ms; default 10,000. */
  readonly timeoutMs?: number;
}

/** Where checks put their questions. */
export interface Bench extends UnderCheck {
  readonly clock: Clock;
  readonly fetch: Fetch;
  readonly random: Random;
  /** Cursors of the last rows that were seen: what comes after them is new. */
  readonly ends: Map<'records' | 'events', string>;
  /** @throws CheckFailure where no answer came, or the operation was declared unsupported: that is never asked for */
  ask(operationId: string, asked: Asked): Promise<Answer>;
  /** Asks for what must succeed. @throws CheckFailure */
  succeed<T>(operationId: string, asked: Asked, schema: z.ZodType<T>, statuses?: readonly number[]): Promise<T>;
  /** Asks for what must be refused. @throws CheckFailure */
  refuse(operationId: string, asked: Asked, statuses: readonly number[]): Promise<void>;
  /** The headers of a delivery, signed now with the platform's keys. */
  sign(body: string, id: string, options?: { readonly atMs?: number; readonly by?: TenantUnderCheck }): SignedHeaders;
}

/** How long somebody who asks too much (429) is kept waiting at most, s, and how often in a row. */
const longestWaitS = 60;
const mostWaits = 5;

/** How long it takes to notice that the other side has closed a connection, ms. */
const closingMs = 100;
/** What a connection that the other side has closed comes to, and how often it is tried anew. */
const closedCodes = ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'];
const mostAttempts = 3;
const largeBytes = 1024 * 1024;

const answerLimitBytes = 16 * 1024 * 1024;

/** @throws RangeError when the contract has no such operation */
export function operation(id: string): Operation {
  const found = checkedOperations.find((one) => one.id === id);
  if (!found) throw new RangeError(`the contract has no operation "${id}"`);
  return found;
}

export function createBench(options: BenchOptions): Bench {
  const { clock, fetch, tenant, server, unsupported, timeoutMs = 10_000 } = options;

  /** Who asks too much is told to wait, and waits: that is no defect. */
  async function ask(id: string, asked: Asked): Promise<Answer> {
    for (let waited = 0; ; waited++) {
      const answer = await once(id, asked);
      if (answer.status === 413) await sleep(clock, closingMs); // or the next request goes out on a connection that is closing
      const afterS = Number(answer.headers.get('retry-after'));
      if (answer.status !== 429 || !(afterS > 0 && afterS <= longestWaitS) || waited === mostWaits) return answer;
      await sleep(clock, afterS * 1000);
    }
  }

  async function once(id: string, asked: Asked): Promise<Answer> {
    if (unsupported.has(id)) throw new CheckFailure('unknown', `it cannot be seen without ${id}`);
    const { method, path, request } = operation(id);
    const { token, json, at = tenant, query = {}, parameters = {}, rawParameters = {} } = asked;
    const route = path.replace(
      /\{(\w+)\}/g,
      (_, name: string) => rawParameters[name] ?? encodeURIComponent(parameters[name] ?? ''),
    );
    const search = new URLSearchParams(query).toString();
    const body = asked.bytes ?? (json === undefined ? undefined : JSON.stringify(json));
    const init: RequestInit = {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': request?.type ?? 'application/json' }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...asked.headers,
      },
      ...(body !== undefined && { body }),
    };
    const base = server && hostOperations.some((one) => one.id === id) ? server.url : at.baseUrl;
    const url = `${base}${route}${search && `?${search}`}`;
    // Who refuses a body unread closes the connection: the next request on it, or the rest of the body, finds it closed.
    const mayRepeat = method === 'GET' || (body?.length ?? 0) > largeBytes;
    for (let attempt = 1; ; attempt++) {
      try {
        return await exchange({ clock, fetch, timeoutMs }, url, init, async (response) => ({
          status: response.status,
          headers: response.headers,
          text: Buffer.from(await readBody(response, answerLimitBytes)).toString(),
        }));
      } catch (error) {
        const code = failureCode(error);
        if (mayRepeat && attempt < mostAttempts && closedCodes.includes(code)) continue;
        throw new CheckFailure('wrong', `${method} ${path} gave no answer: ${code}`, id);
      }
    }
  }

  return {
    ...options,
    ends: new Map(),
    ask,
    async succeed(id, asked, schema, statuses) {
      const known = operation(id);
      const expected = statuses ?? Object.keys(known.answers).map(Number);
      return schema.parse(held(known, await ask(id, asked), expected));
    },
    async refuse(id, asked, statuses) {
      refused(operation(id), await ask(id, asked), statuses);
    },
    sign: (body, id, { atMs = clock.now(), by = tenant } = {}) => signDelivery(by.webhookKeys, id, atMs, body),
  };
}
