import type { Journal } from '../../simulators/kernel/journal/journal.ts';
import type { JournalData } from '../../simulators/kernel/journal/kinds.ts';
import type { ArchiveRecord } from './contract/record.ts';
import { type Subject, SubjectError } from './subject.ts';

/** What the journal says of a record that the subject gave: opened as far as the tenant's keys allow it. */
export function observedRecord(subject: Subject, record: ArchiveRecord): JournalData['subject.record'] {
  const { record_id, message_id, custodian, direction, peer, version, content_hash, archived_at } = record;
  const { body, content_hash_valid } = subject.open(record);
  return {
    record_id,
    message_id,
    custodian,
    direction,
    peer,
    version,
    content_hash,
    content_hash_valid,
    body,
    archived_at,
  };
}

/** Follows the archive of a subject into the journal, each record once. */
export interface RecordWatch {
  /**
   * Asks for everything after what was seen last and journals it as `subject.record`; a failure as `subject.error`, to
   * be tried again with the next call. Returns how many records were new.
   */
  poll(): Promise<number>;
}

export function watchRecords(subject: Subject, journal: Journal): RecordWatch {
  let after: string | undefined;
  let polling: Promise<number> | undefined;

  async function readOn(): Promise<number> {
    let seen = 0;
    try {
      for (let more = true; more; ) {
        const page = await subject.records(after);
        for (const record of page.records) journal.append('subject.record', observedRecord(subject, record));
        seen += page.records.length;
        more = page.more && page.next !== after; // a cursor that stands still would be asked for ever
        after = page.next;
      }
    } catch (error) {
      if (!(error instanceof SubjectError)) throw error;
      journal.append('subject.error', { operation: error.operation, reason: error.reason });
    }
    return seen;
  }

  return {
    poll() {
      polling ??= readOn().finally(() => {
        polling = undefined;
      });
      return polling;
    },
  };
}
