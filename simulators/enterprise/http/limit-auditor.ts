import type { Hono } from 'hono';
import type { Clock } from '../../kernel/clock.ts';
import { equalSecrets } from './bearer.ts';
import { type Rate, rateLimit } from './rate-limit.ts';

/** Reading pages, records, tiles and parts. */
const reads: Rate = { burst: 5000, perSecond: 1000 };
/** Asking for an export makes the archive read all of it. */
const exports: Rate = { burst: 20, perSecond: 0.5 };

/**
 * How often the auditor's token may be used: whoever holds it reads everything, and must not stop those who write. Tokens
 * that nobody has are refused later, without a bucket.
 */
export function limitAuditor(app: Hono, clock: Clock, tenant: { readonly auditorToken: string }): void {
  const mayRead = rateLimit(clock, reads);
  const mayExport = rateLimit(clock, exports);
  app.use(async ({ req }, next) => {
    const isExport = req.method === 'POST' && req.path.endsWith('/exports');
    if (req.method !== 'GET' && !isExport) return next();
    const token = /^Bearer (\S+)$/i.exec(req.header('authorization') ?? '')?.[1];
    if (token !== undefined && equalSecrets(token, tenant.auditorToken)) (isExport ? mayExport : mayRead)(token);
    return next();
  });
}
