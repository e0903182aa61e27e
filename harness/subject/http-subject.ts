import type { z } from 'zod';
import type { Clock } from '../../simulators/kernel/clock.ts';
import { exchange, failureCode } from '../../simulators/kernel/exchange.ts';
import { readBody } from '../../simulators/kernel/http-body.ts';
import type { Fetch } from '../../simulators/kernel/network.ts';
import { observedEventPage, recordPage } from './contract/page.ts';
import { archiveRecord } from './contract/record.ts';
import { openCopy } from './open-copy.ts';
import { type Subject, SubjectError, type SubjectOperation } from './subject.ts';
import type { TenantKeys } from './tenant-keys.ts';

export interface HttpSubjectOptions {
  readonly clock: Clock;
  readonly fetch: Fetch;
  /** Without a trailing slash: `http://enterprise.test`. */
  readonly baseUrl: string;
  /** Bearer tokens, one a role. */
  readonly credentials: { readonly auditor: string };
  readonly keys: TenantKeys;
  /** Default: all that the contract has now. */
  readonly operations?: readonly SubjectOperation[];
  /** For one question, ms; default 10,000. */
  readonly timeoutMs?: number;
}

const pageRows = 100;
const limitBytes = 64 * 1024 * 1024;

/** Anyone's subject, asked over HTTP. Every answer is held against the contract's schemas. */
export function createHttpSubject(options: HttpSubjectOptions): Subject {
  const { clock, fetch, baseUrl, credentials, keys, timeoutMs = 10_000 } = options;
  const operations = new Set(options.operations ?? (['records', 'record', 'events', 'open'] as const));

  async function get(operation: SubjectOperation, path: string): Promise<{ status: number; text: string }> {
    if (!operations.has(operation)) throw new SubjectError(operation, 'is not offered by this subject');
    const headers = { authorization: `Bearer ${credentials.auditor}`, accept: 'application/json' };
    try {
      return await exchange({ clock, fetch, timeoutMs }, `${baseUrl}${path}`, { headers }, async (response) => ({
        status: response.status,
        text: Buffer.from(await readBody(response, limitBytes)).toString(),
      }));
    } catch (error) {
      throw new SubjectError(operation, `no answer: ${failureCode(error)}`);
    }
  }

  function read<T>(operation: SubjectOperation, answer: { status: number; text: string }, schema: z.ZodType<T>): T {
    if (answer.status !== 200) throw new SubjectError(operation, `answered HTTP ${answer.status}`);
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

  const page = (after = '0'): string => `?after=${encodeURIComponent(after)}&limit=${pageRows}`;

  return {
    operations,
    records: async (after) => read('records', await get('records', `/records${page(after)}`), recordPage),
    events: async (after) => read('events', await get('events', `/events${page(after)}`), observedEventPage),
    async record(recordId) {
      const answer = await get('record', `/records/${encodeURIComponent(recordId)}`);
      return answer.status === 404 ? undefined : read('record', answer, archiveRecord);
    },
    open: (record) => (operations.has('open') ? openCopy(record, keys) : { body: null, content_hash_valid: null }),
  };
}
