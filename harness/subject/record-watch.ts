import type { Journal } from '../../simulators/kernel/journal/journal.ts';
import type { JournalData } from '../../simulators/kernel/journal/kinds.ts';
import type { ArchiveRecord } from './contract/record.ts';
import { type PageWatch, watchPages } from './page-watch.ts';
import type { Subject } from './subject.ts';
import { coversRecord, manifestDigest } from './verify-manifest.ts';

/** What the journal says of a record that the subject gave: opened as far as the tenant's keys allow it. */
export function observedRecord(
  subject: Pick<Subject, 'open' | 'chain'>,
  record: ArchiveRecord,
): JournalData['subject.record'] {
  const { record_id, message_id, logical_message_id, custodian, direction, peer, version, content_hash, archived_at } =
    record;
  const { manifest } = record;
  const { body, content_hash_valid } = subject.open(record);
  return {
    record_id,
    message_id,
    logical_message_id,
    custodian,
    direction,
    peer,
    version,
    device_timestamp: record.device_timestamp,
    content_hash,
    content_hash_valid,
    body,
    archived_at,
    change: record.change,
    device_id: record.device_id,
    erased: record.state === 'erased',
    ...(subject.chain && {
      manifest: manifest && { sha256: manifestDigest(manifest), covers: coversRecord(manifest, record) },
    }),
  };
}

/** Follows the archive of a subject into the journal, each record once, as `subject.record`. */
export function watchRecords(
  subject: Subject,
  journal: Journal,
  saw: (record: ArchiveRecord) => void = () => {},
): PageWatch {
  return watchPages(journal, async (after) => {
    const { records, next, more } = await subject.records(after);
    for (const record of records) {
      journal.append('subject.record', observedRecord(subject, record));
      saw(record);
    }
    return { seen: records.length, next, more };
  });
}
