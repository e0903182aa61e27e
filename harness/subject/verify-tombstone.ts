import canonicalize from 'canonicalize';
import { CryptoError } from '../../simulators/crypto/crypto-error.ts';
import { ed25519Verify } from '../../simulators/crypto/ed25519.ts';
import type { Tombstone } from './contract/record.ts';
import type { TenantKeys } from './tenant-keys.ts';

const context = 'greenroom tombstone v1\n';

/**
 * Whether a tombstone is of this record and this tenant's archive made it: Ed25519 over `greenroom tombstone v1`, a line feed
 * and the RFC 8785 form of everything but the signature.
 */
export function isTombstoneOf(
  recordId: string,
  { signature, ...signed }: Tombstone,
  { id, archive }: Pick<TenantKeys, 'id' | 'archive'>,
): boolean {
  const key = archive?.find(({ kid }) => kid === signed.kid);
  const text = canonicalize(signed);
  if (!key || text === undefined || signed.record_id !== recordId || signed.tenant !== id) return false;
  try {
    return ed25519Verify(key.publicKey, Buffer.from(context + text), Buffer.from(signature, 'base64'));
  } catch (error) {
    if (error instanceof CryptoError) return false; // the key is none
    throw error;
  }
}
