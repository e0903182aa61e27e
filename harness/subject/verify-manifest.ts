import canonicalize from 'canonicalize';
import { ed25519Verify } from '../../simulators/crypto/ed25519.ts';
import { sha256Hex } from '../../simulators/crypto/sha256.ts';
import type { ChainPage, SignedManifest } from './contract/manifest.ts';
import type { ArchiveRecord } from './contract/record.ts';

const bytes = (value: object): Uint8Array => Buffer.from(canonicalize(value) ?? '');

/** SHA-256, hex, over the RFC 8785 form of a manifest, signature and all: what the next link calls `previous`. */
export const manifestDigest = (manifest: SignedManifest): string => sha256Hex(bytes(manifest));

/**
 * Whether a device signed this: Ed25519 over `greenroom manifest v1`, a line feed, and the RFC 8785 form of everything
 * but the signature. Stated here independently of those who sign.
 * @param deviceKey base64
 */
export function isSignedBy(deviceKey: string, { signature, ...signed }: SignedManifest): boolean {
  const message = Buffer.concat([Buffer.from('greenroom manifest v1\n'), bytes(signed)]);
  return ed25519Verify(Buffer.from(deviceKey, 'base64'), message, Buffer.from(signature, 'base64'));
}

/** Whether a manifest says of its record what the record says of itself. */
export function coversRecord(manifest: SignedManifest, record: ArchiveRecord): boolean {
  const { tenant, message_id, logical_message_id, custodian, peer, direction } = record;
  const { version, change, content_hash, device_timestamp } = record;
  const parties = { custodian, peer, direction };
  const said = {
    ...{ tenant, message_id, logical_message_id, ...parties, version, change, content_hash, device_timestamp },
  };
  return (
    manifest.device_id === record.device_id &&
    manifest.sealed_sha256 === (record.sealed && sha256Hex(bytes(record.sealed))) &&
    Object.entries(said).every(([field, value]) => manifest[field as keyof typeof said] === value)
  );
}

/** Where a chain has been followed to. */
export interface ChainPlace {
  readonly sequence: number;
  readonly sha256: string | null;
}

/** A link as it was found. `signed` and `follows` are null where erasure took what would tell. */
export interface ObservedLink {
  readonly sequence: number;
  readonly sha256: string;
  readonly record_id: string;
  /** The manifest is the one that the link names, and the device's registered key signed it. */
  readonly signed: boolean | null;
  /** It is the next one, and says which one it follows. */
  readonly follows: boolean | null;
}

/** Follows a page of a chain from where it was followed to. */
export function followChain(page: ChainPage, from: ChainPlace): readonly ObservedLink[] {
  let before = from;
  return page.manifests.map(({ sequence, sha256, record_id, manifest }) => {
    const next = sequence === before.sequence + 1;
    const named = manifest?.sequence === sequence && manifest.device_id === page.device_id;
    const signed = manifest && named && manifestDigest(manifest) === sha256 && isSignedBy(page.device_key, manifest);
    const follows = manifest ? next && manifest.previous === before.sha256 : next ? null : false;
    before = { sequence, sha256 };
    return { sequence, sha256, record_id, signed, follows };
  });
}
