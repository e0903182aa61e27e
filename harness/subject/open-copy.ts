import { CryptoError } from '../../simulators/crypto/crypto-error.ts';
import { hmacSha256 } from '../../simulators/crypto/hmac.ts';
import { hpkeOpen } from '../../simulators/crypto/hpke/hpke.ts';
import type { ArchiveRecord } from './contract/record.ts';
import type { TenantKeys } from './tenant-keys.ts';

/** What the tenant's keys say of a record. */
export interface OpenedCopy {
  /** Null where there is nothing to open, where escrow does not allow it, or where it does not open. */
  readonly body: string | null;
  /** Whether the record's keyed hash is the opened body's; null where there is no body or the hash's key is unknown. */
  readonly content_hash_valid: boolean | null;
}

const nothing: OpenedCopy = { body: null, content_hash_valid: null };
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Opens an archival copy with the tenant's keys. The contract, which this states independently of those who seal:
 * HPKE base mode with info `["greenroom archive v1", tenant, kid]` and as additional data
 * `[tenant, custodian, message_id, logical_message_id, version, direction, peer, device_timestamp, content_hash]`, both
 * as JSON without spaces. Inside: the body's UTF-8 and padding per ISO/IEC 7816-4 (`80`, then zeros). The content hash is
 * HMAC-SHA256 over the body's UTF-8.
 */
export function openCopy(record: ArchiveRecord, keys: TenantKeys): OpenedCopy {
  const { sealed, content_hash } = record;
  if (!sealed || content_hash === null) return nothing;
  const escrow = keys.escrow.find(({ kid }) => sealed.to === 'escrow' && kid === sealed.kid);
  if (!escrow) return nothing;
  const canonical = unpad(decrypt(record, sealed, escrow.privateKey));
  if (!canonical) return nothing;
  try {
    return { body: utf8.decode(canonical), content_hash_valid: isHashOf(content_hash, canonical, keys) };
  } catch {
    return nothing; // not UTF-8: no endpoint sealed a body like that
  }
}

function decrypt(
  record: ArchiveRecord,
  { kid, enc, ciphertext }: NonNullable<ArchiveRecord['sealed']>,
  privateKey: Uint8Array,
): Uint8Array | undefined {
  const info = ['greenroom archive v1', record.tenant, kid];
  const bound = [
    record.tenant,
    record.custodian,
    record.message_id,
    record.logical_message_id,
    record.version,
    record.direction,
    record.peer,
    record.device_timestamp,
    record.content_hash,
  ];
  const json = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));
  try {
    return hpkeOpen(privateKey, json(info), json(bound), {
      enc: Buffer.from(enc, 'base64'),
      ciphertext: Buffer.from(ciphertext, 'base64'),
    });
  } catch (error) {
    if (error instanceof CryptoError) return undefined; // `enc` is no point of the curve
    throw error;
  }
}

function unpad(padded: Uint8Array | undefined): Uint8Array | undefined {
  if (!padded) return undefined;
  let end = padded.length - 1;
  while (end >= 0 && padded[end] === 0) end--;
  return padded[end] === 0x80 ? padded.subarray(0, end) : undefined;
}

function isHashOf(contentHash: string, canonical: Uint8Array, { content }: TenantKeys): boolean | null {
  const [, kid, hex] = contentHash.split(':');
  const found = content.find((key) => key.kid === kid);
  return found ? Buffer.from(hmacSha256(found.key, canonical)).toString('hex') === hex : null;
}
