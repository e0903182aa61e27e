import { equalBytes } from '../../crypto/bytes.ts';
import { sha256 } from '../../crypto/sha256.ts';
import { Problem } from './problem.ts';

/** The bearer token of a request (RFC 6750 section 2.1). @throws Problem `unauthenticated` */
export function bearer(request: Request): string {
  const token = /^Bearer ([\w.~+/-]+=*)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  if (!token) throw new Problem('unauthenticated', 'send Authorization: Bearer with a token');
  return token;
}

/** Compares secrets in a time that tells nothing of either. */
export const equalSecrets = (a: string, b: string): boolean =>
  equalBytes(sha256(Buffer.from(a)), sha256(Buffer.from(b)));
