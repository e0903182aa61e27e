import type { ExportedRecord, ExportManifest } from '../contract/export.ts';
import { type Checked, checking } from './checked.ts';
import { ExportFault } from './export-fault.ts';
import type { ExportSource } from './export-source.ts';
import { readExportFile } from './read-file.ts';

/**
 * Whether every file opens and holds as many records as the manifest says, each of this tenant, of what was asked for, and
 * once.
 * @param onRecord told of each record that was read, in order
 */
export function checkRecords(
  manifest: ExportManifest,
  source: ExportSource,
  onRecord: (exported: ExportedRecord) => void,
): Checked {
  const check = checking('records');
  const ids = new Set<string>();
  const keys = new Set<string>();
  for (const { name, records } of manifest.files) {
    const bytes = source.read(name);
    if (!bytes) {
      check.unknown(`${name} is missing`);
      continue;
    }
    const found = read(bytes, manifest);
    if (typeof found === 'string') {
      check.violated(`${name} ${found}`);
      continue;
    }
    if (found.length !== records) check.violated(`${name} holds ${found.length} records, not ${records}`);
    for (const exported of found) {
      const { record } = exported;
      const key = JSON.stringify([record.logical_message_id, record.custodian, record.version]);
      check.saw();
      if (record.tenant !== manifest.tenant) check.violated(`${record.record_id} is another tenant's`);
      if (!isAskedFor(exported, manifest)) check.violated(`${record.record_id} was not asked for`);
      if (ids.has(record.record_id) || keys.has(key)) check.violated(`${record.record_id} is there twice`);
      ids.add(record.record_id);
      keys.add(key);
      onRecord(exported);
    }
  }
  return check.end('the export holds no record');
}

function read(bytes: Uint8Array, manifest: ExportManifest): readonly ExportedRecord[] | string {
  try {
    return readExportFile(bytes, manifest);
  } catch (error) {
    if (error instanceof ExportFault) return error.message;
    throw error;
  }
}

function isAskedFor({ record }: ExportedRecord, { filter: { custodian, from, to } }: ExportManifest): boolean {
  const at = Date.parse(record.archived_at);
  return (
    (custodian === null || record.custodian === custodian) &&
    (from === null || at >= Date.parse(from)) &&
    (to === null || at < Date.parse(to))
  );
}
