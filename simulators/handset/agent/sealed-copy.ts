import { hpkeSeal } from '../../crypto/hpke/hpke.ts';
import type { Random } from '../../kernel/random.ts';

/** What a sealed copy is bound to: changing any of it in the archive makes the copy unopenable. */
export interface CopyBinding {
  readonly tenant: string;
  readonly custodian: string;
  readonly message_id: string;
  readonly logical_message_id: string;
  readonly version: number;
  readonly direction: 'out' | 'in';
  readonly peer: string;
  readonly device_timestamp: string;
  readonly content_hash: string;
}

/** Whom copies are sealed to: the tenant's escrow key or the endpoint's own, an uncompressed P-256 point. */
export interface SealingKey {
  readonly to: 'escrow' | 'endpoint';
  readonly kid: string;
  readonly publicKey: Uint8Array;
}

export interface SealedCopy {
  readonly to: 'escrow' | 'endpoint';
  readonly kid: string;
  /** Base64. */
  readonly enc: string;
  readonly ciphertext: string;
}

const smallestBucket = 64;
const largestStep = 4096;

/**
 * Pads to a size bucket, so that a ciphertext tells little of its body's length: `80`, then zeros (ISO/IEC 7816-4), to
 * the next power of two from 64 to 4096, or beyond that the next multiple of 4096.
 */
export function padToBucket(canonical: Uint8Array): Uint8Array {
  const length = canonical.length + 1;
  let bucket = smallestBucket;
  while (bucket < length && bucket < largestStep) bucket *= 2;
  const padded = new Uint8Array(Math.ceil(length / bucket) * bucket);
  padded.set(canonical);
  padded[canonical.length] = 0x80;
  return padded;
}

/**
 * Seals an archival copy: HPKE base mode (RFC 9180), info `["greenroom archive v1", tenant, kid]`, and as additional
 * data the binding's values in the order of the contract, both as JSON.
 * @param random the agent's stream. The ephemeral key is drawn under the copy's own label, so an app that starts again
 * never uses one for two copies
 */
export function sealCopy(key: SealingKey, binding: CopyBinding, canonical: Uint8Array, random: Random): SealedCopy {
  const { tenant, custodian, message_id, logical_message_id, version } = binding;
  const { direction, peer, device_timestamp, content_hash } = binding;
  const info = JSON.stringify(['greenroom archive v1', tenant, key.kid]);
  const aad = JSON.stringify([
    tenant,
    custodian,
    message_id,
    logical_message_id,
    version,
    direction,
    peer,
    device_timestamp,
    content_hash,
  ]);
  const own = random.split(`seal ${key.kid} ${aad}`);
  const sealed = hpkeSeal(key.publicKey, Buffer.from(info), Buffer.from(aad), padToBucket(canonical), own);
  return {
    to: key.to,
    kid: key.kid,
    enc: Buffer.from(sealed.enc).toString('base64'),
    ciphertext: Buffer.from(sealed.ciphertext).toString('base64'),
  };
}
