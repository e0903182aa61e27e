import { hmacSha256 } from '../../crypto/hmac.ts';

/** The tenant's key for content hashes, given to enrolled endpoints. */
export interface ContentHashKey {
  readonly kid: string;
  readonly key: Uint8Array;
}

/** The bytes of a body that are hashed and sealed: its UTF-8, exactly as the user sees it, without normalisation. */
export const canonicalBody = (body: string): Uint8Array => Buffer.from(body, 'utf8');

/** `hmac-sha256:<kid>:<hex>`: keyed, because a short body can be guessed from a plain hash. */
export function contentHash({ kid, key }: ContentHashKey, canonical: Uint8Array): string {
  return `hmac-sha256:${kid}:${Buffer.from(hmacSha256(key, canonical)).toString('hex')}`;
}
