import { hash } from 'node:crypto';
import { isInnerList, parseDictionary, serializeDictionary } from 'structured-headers';
import { equalBytes } from '../../crypto/bytes.ts';

/** The algorithms of RFC 9530 section 5 that are not broken, by the names that node:crypto has for them. */
const algorithms = { 'sha-256': 'sha256', 'sha-512': 'sha512' } as const;

/** The `Content-Digest` of a body (RFC 9530 section 2): `sha-256=:..:`. */
export function contentDigest(body: Uint8Array): string {
  return serializeDictionary({ 'sha-256': [hash('sha256', body, 'buffer'), new Map()] });
}

/**
 * Whether a `Content-Digest` is the body's: every digest of a known algorithm must fit and one must be there; others are
 * passed over (RFC 9530 section 2).
 */
export function digestFits(header: string | null, body: Uint8Array): boolean {
  if (header === null) return false;
  try {
    const known = [...parseDictionary(header)].flatMap(([name, item]) => {
      if (name !== 'sha-256' && name !== 'sha-512') return [];
      const value = isInnerList(item) ? undefined : item[0];
      return [
        value instanceof ArrayBuffer && equalBytes(new Uint8Array(value), hash(algorithms[name], body, 'buffer')),
      ];
    });
    return known.length > 0 && known.every((fits) => fits);
  } catch {
    return false;
  }
}
