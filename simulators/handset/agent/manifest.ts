import { ed25519Sign } from '../../crypto/ed25519.ts';
import type { KeyPair } from '../../crypto/p256/key.ts';
import { sha256Hex } from '../../crypto/sha256.ts';
import { canonical } from '../../kernel/journal/entry.ts';
import type { SealedCopy } from './sealed-copy.ts';

/** What a copy is to the message: the first of it, a later version, or the note that its user deleted it. */
export type Change = 'created' | 'edited' | 'deleted';

/** What a manifest says of one record. */
export interface ManifestFacts {
  readonly tenant: string;
  readonly message_id: string;
  readonly logical_message_id: string;
  readonly custodian: string;
  readonly peer: string;
  readonly direction: 'out' | 'in';
  readonly version: number;
  readonly change: Change;
  readonly content_hash: string | null;
  readonly sealed_sha256: string | null;
  readonly device_timestamp: string;
}

/** One link of a device's chain: what it uploaded, in which order, in its own hand. */
export interface SignedManifest extends ManifestFacts {
  readonly v: 1;
  readonly device_id: string;
  /** 1, 2, 3 .. without gaps. */
  readonly sequence: number;
  /** SHA-256, hex, of the manifest before, as `manifestSha256` has it; null for the first. */
  readonly previous: string | null;
  /** Ed25519, base64. */
  readonly signature: string;
}

/** Where a chain has got to: `sequence` 0 and null before the first manifest. */
export interface ChainHead {
  readonly sequence: number;
  readonly sha256: string | null;
}

const context = 'greenroom manifest v1\n';

/** SHA-256, hex, of a sealed copy in RFC 8785 form. Null for a record without content. */
export const sealedSha256 = (sealed: SealedCopy | null): string | null =>
  sealed && sha256Hex(Buffer.from(canonical(sealed)));

/** SHA-256, hex, of a manifest with its signature in RFC 8785 form: what the next one calls `previous`. */
export const manifestSha256 = (manifest: SignedManifest): string => sha256Hex(Buffer.from(canonical(manifest)));

/**
 * The next link of a device's chain: Ed25519 (RFC 8032) over `greenroom manifest v1`, a line feed, and the RFC 8785 form
 * of everything but the signature. The same facts after the same head give the same manifest, so an upload can be repeated.
 */
export function signManifest(key: KeyPair, deviceId: string, after: ChainHead, facts: ManifestFacts): SignedManifest {
  const open = { v: 1, device_id: deviceId, sequence: after.sequence + 1, previous: after.sha256, ...facts } as const;
  const signature = ed25519Sign(key.privateKey, Buffer.from(context + canonical(open)));
  return { ...open, signature: Buffer.from(signature).toString('base64') };
}
