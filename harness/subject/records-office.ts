import type { z } from 'zod';
import type { Clock } from '../../simulators/kernel/clock.ts';
import { exchange, failureCode } from '../../simulators/kernel/exchange.ts';
import { readBody } from '../../simulators/kernel/http-body.ts';
import type { Fetch } from '../../simulators/kernel/network.ts';
import {
  type ErasureAnswer,
  type ErasureRequest,
  erasureAnswer,
  type Hold,
  type HoldRequest,
  hold,
  type Policy,
  type PolicyRequest,
  policy,
} from './contract/retention.ts';
import { SubjectError, type SubjectOperation } from './subject.ts';

/** What a records officer can have done at a subject. Everything is safe to repeat. @throws SubjectError */
export interface RecordsOffice {
  setPolicy(request: PolicyRequest): Promise<Policy>;
  placeHold(request: HoldRequest): Promise<Hold>;
  releaseHold(holdId: string): Promise<Hold>;
  erase(request: ErasureRequest): Promise<ErasureAnswer>;
}

export interface RecordsOfficeOptions {
  readonly clock: Clock;
  readonly fetch: Fetch;
  /** Without a trailing slash. */
  readonly baseUrl: string;
  readonly operatorToken: string;
  /** For one question, ms; default 10,000. */
  readonly timeoutMs?: number;
}

const limitBytes = 4 * 1024 * 1024;

/** Anyone's subject, over HTTP, as its tenant's operator. Every answer is held against the contract's schemas. */
export function recordsOffice({
  clock,
  fetch,
  baseUrl,
  operatorToken,
  timeoutMs = 10_000,
}: RecordsOfficeOptions): RecordsOffice {
  async function ask<T>(
    operation: SubjectOperation,
    [method, path]: readonly [string, string],
    schema: z.ZodType<T>,
    body?: object,
  ): Promise<T> {
    const headers = { authorization: `Bearer ${operatorToken}`, 'content-type': 'application/json' };
    const init = { method, headers, ...(body && { body: JSON.stringify(body) }) };
    let answer: { status: number; text: string };
    try {
      answer = await exchange({ clock, fetch, timeoutMs }, `${baseUrl}${path}`, init, async (response) => ({
        status: response.status,
        text: Buffer.from(await readBody(response, limitBytes)).toString(),
      }));
    } catch (error) {
      throw new SubjectError(operation, `no answer: ${failureCode(error)}`);
    }
    if (answer.status !== 200 && answer.status !== 201)
      throw new SubjectError(operation, `answered HTTP ${answer.status}`);
    let value: unknown;
    try {
      value = JSON.parse(answer.text);
    } catch {
      throw new SubjectError(operation, 'answered something that is not JSON');
    }
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw new SubjectError(operation, `answered outside the contract: /${issue?.path.join('/')}: ${issue?.code}`);
  }

  return {
    setPolicy: (request) => ask('policy', ['PUT', '/policy'], policy, request),
    placeHold: (request) => ask('holds', ['POST', '/holds'], hold, request),
    releaseHold: (holdId) => ask('holds', ['DELETE', `/holds/${encodeURIComponent(holdId)}`], hold),
    erase: (request) => ask('erasures', ['POST', '/erasures'], erasureAnswer, request),
  };
}
