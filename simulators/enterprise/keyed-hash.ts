import { hmacSha256 } from '../crypto/hmac.ts';

/** A key that turns identifiers into pseudonyms, with the id that says which key it was. */
export interface HashKey {
  readonly kid: string;
  /** 32 bytes. */
  readonly key: Uint8Array;
}

/**
 * The pseudonym of an identifier: `hmac-sha256:<kid>:<64 hex digits>`. Keyed, because all MSISDNs can be tried against
 * a plain hash in minutes; the purpose goes in first, so that a number and a conversation never share a pseudonym.
 */
export function keyedHash({ kid, key }: HashKey, purpose: 'msisdn' | 'conversation', identifier: string): string {
  const mac = hmacSha256(key, Buffer.from(`${purpose}\n${identifier}`));
  return `hmac-sha256:${kid}:${Buffer.from(mac).toString('hex')}`;
}
