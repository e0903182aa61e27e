import type { z } from 'zod';
import { BodyTooLargeError, readBody } from '../../kernel/http-body.ts';
import { describeIssue } from './describe-issue.ts';
import { Problem } from './problem.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** @throws Problem for a body in a content coding, with what is accepted instead (RFC 9110 section 15.5.16) */
function requirePlain({ headers }: Request): void {
  const codings = (headers.get('content-encoding') ?? '').split(',').map((coding) => coding.trim().toLowerCase());
  if (codings.every((coding) => coding === '' || coding === 'identity')) return;
  throw new Problem('unsupported-content-coding', 'content-encoding must not be there: send the body as it is', {
    'accept-encoding': 'identity',
  });
}

/**
 * The body's bytes.
 * @throws Problem `too-large`; `malformed` when the connection broke before its end; `unsupported-content-coding`: nothing
 * is inflated, so that a small request stays a small one
 */
export async function readBytes(request: Request, limitBytes: number): Promise<Uint8Array> {
  requirePlain(request);
  try {
    return await readBody(request, limitBytes);
  } catch (error) {
    if (error instanceof BodyTooLargeError) throw new Problem('too-large', `at most ${limitBytes} bytes`);
    throw new Problem('malformed', 'the body ended early');
  }
}

/** Reads bytes as JSON of any shape. @throws Problem `malformed` */
export function jsonValue(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch {
    throw new Problem('malformed', 'not JSON in UTF-8');
  }
}

/**
 * Holds a JSON value against `schema`.
 * @throws Problem `malformed`, naming the fields that are wrong and what is accepted there, without their values
 */
export function checkJson<T>(value: unknown, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Problem(
    'malformed',
    parsed.error.issues
      .slice(0, 5)
      .map((issue) => describeIssue(issue, schema))
      .join('; '),
  );
}

/** The JSON body of a request. @throws Problem */
export async function readJson<T>(request: Request, limitBytes: number, schema: z.ZodType<T>): Promise<T> {
  if (!/^application\/json\b/i.test(request.headers.get('content-type') ?? '')) {
    throw new Problem('unsupported-media-type', 'content-type must be application/json');
  }
  return checkJson(jsonValue(await readBytes(request, limitBytes)), schema);
}
