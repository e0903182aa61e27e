import { timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';

/** RFC 9457 problem details, the one error form of the control API. */
export function problem(
  status: 400 | 401 | 403 | 404 | 409 | 422 | 429 | 500 | 502 | 503,
  title: string,
  detail: string,
): Response {
  return Response.json({ title, status, detail }, { status, headers: { 'content-type': 'application/problem+json' } });
}

const same = (a: string, b: string): boolean => {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
};

/**
 * Lets in only who holds the run's token and speaks to a loopback name: a page in a browser can reach 127.0.0.1 too,
 * by a DNS name of its own (rebinding) or by a form.
 */
export function guard(token: string): MiddlewareHandler {
  return async (context, next) => {
    const host = (context.req.header('host') ?? '').replace(/:\d+$/, '');
    if (host !== '127.0.0.1' && host !== 'localhost') {
      return problem(403, 'wrong host', `"${host}" is not a loopback name: call 127.0.0.1`);
    }
    const origin = context.req.header('origin');
    if (origin && !/^http:\/\/(127\.0\.0\.1|localhost)(:\d+)?$/.test(origin)) {
      return problem(403, 'foreign origin', `pages of ${origin} may not call this`);
    }
    if (!same(context.req.header('authorization') ?? '', `Bearer ${token}`)) {
      return problem(401, 'no token', 'send the run token as "Authorization: Bearer .."');
    }
    await next();
    return;
  };
}
