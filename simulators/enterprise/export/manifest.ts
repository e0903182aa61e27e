import { ed25519Sign } from '../../crypto/ed25519.ts';
import { canonical } from '../../kernel/journal/entry.ts';
import type { Ed25519SigningKey } from '../standard-webhooks/keys.ts';
import type { ExportRequest } from './schema.ts';

/** One file of an export. Files are read in the order of the manifest. */
export interface ExportFile {
  readonly name: string;
  /** Of the file as it is given, compressed where it is. */
  readonly bytes: number;
  /** Lower-case hex, of the file as it is given. */
  readonly sha256: string;
  readonly records: number;
}

/** What an export holds, and what it was taken of. */
export interface ExportManifest {
  readonly v: 1;
  readonly export_id: string;
  readonly tenant: string;
  readonly created_at: string;
  readonly filter: Pick<ExportRequest, 'custodian' | 'from' | 'to'>;
  readonly format: ExportRequest['format'];
  readonly compression: ExportRequest['compression'];
  readonly encoding: 'utf-8' | 'windows-1252';
  /** Everything archived up to here was looked at, and nothing after it: a cursor of `GET /records`. */
  readonly snapshot: string;
  readonly records: number;
  readonly files: readonly ExportFile[];
  /** The log at the snapshot, no leaf later: its checkpoint, and the files that hold the hash of each of its leaves. */
  readonly log: { readonly checkpoint: string; readonly leaf_hashes: readonly Omit<ExportFile, 'records'>[] } | null;
  /** Which key signed. */
  readonly kid: string;
}

export interface SignedExportManifest extends ExportManifest {
  /** Ed25519 (RFC 8032) over `greenroom export v1`, a line feed and the manifest without this, as RFC 8785 JSON; base64. */
  readonly signature: string;
}

/** What the signature is over begins with this, so that nothing else signed with the key passes for a manifest. */
const context = 'greenroom export v1\n';

/** The manifest as it is given: RFC 8785 JSON, signed with the tenant's archive key. */
export function signManifest(manifest: Omit<ExportManifest, 'kid'>, key: Ed25519SigningKey): string {
  const said: ExportManifest = { ...manifest, kid: key.kid };
  const signature = ed25519Sign(key.privateKey, Buffer.from(`${context}${canonical(said)}`));
  const signed: SignedExportManifest = { ...said, signature: Buffer.from(signature).toString('base64') };
  return canonical(signed);
}
