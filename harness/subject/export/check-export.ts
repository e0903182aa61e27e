import type { ExportedRecord, ExportManifest } from '../contract/export.ts';
import { checkFiles } from './check-files.ts';
import { checkLog, type TrustedLog } from './check-log.ts';
import { type ArchiveKey, checkManifest } from './check-manifest.ts';
import { checkRecords } from './check-records.ts';
import { checkTombstones } from './check-tombstones.ts';
import type { Checked } from './checked.ts';
import type { ExportSource } from './export-source.ts';

/** What is known from elsewhere, and not from the export. */
export interface Trusted {
  /** They sign manifests. */
  readonly archiveKeys: readonly ArchiveKey[];
  readonly log: TrustedLog;
}

export interface ExportCheck {
  /** Undefined when there is none to read: then nothing else was checked. */
  readonly manifest: ExportManifest | undefined;
  readonly checks: readonly Checked[];
}

/**
 * Checks an export against itself and against what is trusted, without asking anybody.
 * @param onRecord told of each record that can be read, in order
 */
export function checkExport(
  source: ExportSource,
  trusted: Trusted,
  onRecord: (exported: ExportedRecord) => void = () => {},
): ExportCheck {
  const { manifest, checks } = checkManifest(source.manifest, trusted.archiveKeys);
  if (!manifest) return { manifest, checks };
  const log = checkLog(manifest, source, trusted.log);
  const tombstones = checkTombstones(manifest.tenant, trusted.archiveKeys);
  const files = checkFiles(manifest, source);
  const records = checkRecords(manifest, source, (exported) => {
    log.record(exported);
    tombstones.record(exported);
    onRecord(exported);
  });
  return { manifest, checks: [...checks, files, records, ...log.end(), ...tombstones.end()] };
}
