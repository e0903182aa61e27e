import canonicalize from 'canonicalize';
import { ed25519Verify } from '../../../simulators/crypto/ed25519.ts';
import { type ExportManifest, exportManifest } from '../contract/export.ts';
import { type Checked, checking } from './checked.ts';

/** What the signature is over begins with this. */
const context = 'greenroom export v1\n';

/** A key that is known to be the archive's: Ed25519, 32 bytes. */
export interface ArchiveKey {
  readonly kid: string;
  readonly publicKey: Uint8Array;
}

export interface ManifestCheck {
  /** Undefined when it is no manifest: then there is nothing else to check. */
  readonly manifest: ExportManifest | undefined;
  readonly checks: readonly Checked[];
}

/**
 * Whether the manifest is one to the byte, agrees with itself, and is signed by the tenant's archive key.
 * @param keys without any nobody can say who signed
 */
export function checkManifest(bytes: Uint8Array, keys: readonly ArchiveKey[]): ManifestCheck {
  const form = checking('manifest');
  const signature = checking('signature');
  const manifest = parsed(bytes);
  form.saw();
  if (manifest === undefined) form.violated('manifest.json is no manifest of an export');
  else {
    for (const wrong of contradictions(manifest)) form.violated(wrong);
    if (keys.length === 0) signature.unknown('no key was given that is known to be the archive’s');
    else {
      signature.saw();
      const key = keys.find(({ kid }) => kid === manifest.kid);
      if (!key || !isSignedBy(manifest, key.publicKey))
        signature.violated('the manifest is not signed by the archive’s key');
    }
  }
  return { manifest, checks: [form.end(''), signature.end('there is no manifest')] };
}

/** Read as RFC 8785 JSON, which has one way to write a value: any other byte is somebody else's. */
function parsed(bytes: Uint8Array): ExportManifest | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString());
    const read = exportManifest.safeParse(value);
    return read.success && Buffer.from(canonicalize(value) ?? '').equals(bytes) ? read.data : undefined;
  } catch {
    return undefined;
  }
}

function contradictions({ files, log, records }: ExportManifest): string[] {
  const names = [...files, ...(log?.leaf_hashes ?? [])].map(({ name }) => name);
  const wrong: string[] = [];
  if (new Set(names).size !== names.length) wrong.push('the manifest names a file twice');
  if (names.includes('manifest.json')) wrong.push('the manifest names itself');
  const sum = files.reduce((total, file) => total + file.records, 0);
  if (sum !== records) wrong.push(`the manifest counts ${records} records, its files ${sum}`);
  return wrong;
}

function isSignedBy({ signature, ...said }: ExportManifest, key: Uint8Array): boolean {
  const bytes = Buffer.from(signature, 'base64');
  // Base64 has several texts for these bytes; a signature has one.
  if (bytes.toString('base64') !== signature) return false;
  return ed25519Verify(key, Buffer.from(`${context}${canonicalize(said)}`), bytes);
}
