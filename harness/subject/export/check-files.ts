import { sha256 } from '../../../simulators/crypto/sha256.ts';
import type { ExportManifest } from '../contract/export.ts';
import { type Checked, checking } from './checked.ts';
import type { ExportSource } from './export-source.ts';

/** Whether the files are those of the manifest: each there, none beside them, every byte as it was. */
export function checkFiles(manifest: ExportManifest, source: ExportSource): Checked {
  const check = checking('files');
  const listed = [...manifest.files, ...(manifest.log?.leaf_hashes ?? [])];
  for (const { name, bytes, sha256: expected } of listed) {
    const found = source.read(name);
    check.saw();
    if (!found) check.violated(`${name} is missing`);
    else if (found.length !== bytes) check.violated(`${name} has ${found.length} bytes, not ${bytes}`);
    else if (Buffer.from(sha256(found)).toString('hex') !== expected) check.violated(`${name} was changed`);
  }
  const known = new Set(listed.map(({ name }) => name));
  for (const name of source.names) if (!known.has(name)) check.violated(`${name} is not of this export`);
  return check.end('the export has no files: it holds no record');
}
