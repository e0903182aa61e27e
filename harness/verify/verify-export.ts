import type { ArchiveRecord } from '../subject/contract/record.ts';
import { checkExport } from '../subject/export/check-export.ts';
import type { TrustedCheckpoint } from '../subject/export/check-log.ts';
import type { Checked } from '../subject/export/checked.ts';
import { recordDigest } from '../subject/export/compare-pages.ts';
import type { ExportSource } from '../subject/export/export-source.ts';
import { openCopy } from '../subject/open-copy.ts';
import type { TenantKeys } from '../subject/tenant-keys.ts';
import { checkAgainstJournal } from './against-journal.ts';
import { checkManifests } from './check-manifests.ts';
import { checkOpened } from './check-opened.ts';
import type { JournalEvidence } from './journal-evidence.ts';
import type { PublicKeys } from './key-file.ts';

/** What an export is verified with; whatever is missing is not checked, or unknown. */
export interface VerifyWith {
  readonly journal?: JournalEvidence | undefined;
  readonly keys?: PublicKeys | undefined;
  readonly checkpoints?: readonly TrustedCheckpoint[];
  /** Opens escrowed copies. */
  readonly openWith?: TenantKeys | undefined;
}

export interface Verified {
  /** Violated if any check is; else unknown if any is; else held. */
  readonly outcome: Checked['outcome'];
  readonly export_id: string | null;
  readonly records: number;
  /** Of each record that could be read, by its id: what pages are held against. */
  readonly digests: ReadonlyMap<string, string>;
  readonly checks: readonly Checked[];
}

/** Verifies an export without asking anybody. */
export function verifyExport(
  source: ExportSource,
  { journal, keys, checkpoints = [], openWith }: VerifyWith,
): Verified {
  const records: ArchiveRecord[] = [];
  const others = [...checkpoints, ...(journal?.checkpoints ?? [])];
  const trusted = {
    archiveKeys: [...(keys?.archiveKeys ?? []), ...(journal?.archiveKeys ?? [])],
    log: { key: keys?.log ?? journal?.log, checkpoints: others },
  };
  const found = checkExport(source, trusted, ({ record }) => records.push(record));
  const checks = found.checks.filter(({ check }) => check !== 'consistency' || others.length > 0);
  const { manifest } = found;
  checks.push(...checkManifests(records, journal?.entries));
  if (manifest && journal) {
    const open = openWith && ((record: ArchiveRecord) => openCopy(record, openWith));
    checks.push(...checkAgainstJournal({ evidence: journal, manifest, manifestBytes: source.manifest, records, open }));
  }
  if (manifest && openWith) checks.push(checkOpened(records, openWith));
  const digests = new Map(records.map((record) => [record.record_id, recordDigest(record)]));
  const export_id = manifest?.export_id ?? null;
  return { outcome: worst(checks), export_id, records: records.length, digests, checks };
}

/** Violated if any is; else unknown if any is, or if there is none; else held. */
export function worst(checks: readonly { readonly outcome: Checked['outcome'] }[]): Checked['outcome'] {
  if (checks.some(({ outcome }) => outcome === 'violated')) return 'violated';
  return checks.length === 0 || checks.some(({ outcome }) => outcome === 'unknown') ? 'unknown' : 'held';
}
