import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';
import type { ArchiveRecord } from '../subject/contract/record.ts';
import { type Checked, checking } from '../subject/export/checked.ts';
import { coversRecord, isSignedBy } from '../subject/verify-manifest.ts';

/** Of an Ed25519 key. */
const keyBytes = 32;

/** The keys that each device said it signs with when it enrolled. */
function deviceKeys(entries: readonly JournalEntry[]): ReadonlyMap<string, ReadonlySet<string>> {
  const keys = new Map<string, Set<string>>();
  for (const { kind, data } of entries) {
    if (kind !== 'archive.enrolled' || Buffer.from(data.device_key ?? '', 'base64').length !== keyBytes) continue;
    keys.set(data.device_id, (keys.get(data.device_id) ?? new Set()).add(data.device_key ?? ''));
  }
  return keys;
}

/**
 * Whether each manifest is of its record and, where a journal tells the devices' keys, the device signed it. Nothing where no
 * record has a manifest.
 */
export function checkManifests(
  records: readonly ArchiveRecord[],
  entries: readonly JournalEntry[] | undefined,
): readonly Checked[] {
  const check = checking('device-manifests');
  const keys = entries && deviceKeys(entries);
  for (const record of records) {
    const { record_id, device_id, manifest } = record;
    if (!manifest) continue;
    check.saw();
    if (!coversRecord(manifest, record)) check.violated(`the device's manifest of ${record_id} is of something else`);
    if (!keys) continue;
    const own = keys.get(device_id);
    if (!own) check.unknown(`the journal does not tell the key of ${device_id}`);
    else if (![...own].some((key) => isSignedBy(key, manifest)))
      check.violated(`the manifest of ${record_id} is not signed by its device`);
  }
  const found = check.end('');
  return found.judged > 0 ? [found] : [];
}
