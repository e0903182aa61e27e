import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Journal } from '../../simulators/kernel/journal/journal.ts';
import type { ArchiveRecord } from './contract/record.ts';
import { type Subject, SubjectError } from './subject.ts';

/** Records that are looked for again: those seen first. More are kept by the archive than by who asks it. */
const remembered = 20_000;

/** What was seen of a subject's records, and whether it is there still. */
export interface KeptRecords {
  /** A record as it was read. */
  saw(record: ArchiveRecord): void;
  /** The ids of a custodian's records that were seen, in the order of archiving. */
  of(custodian: string): readonly string[];
  /** Reads every record once more and journals what became of them, as `subject.kept`. */
  lookAgain(): Promise<void>;
}

/** All that erasure takes away: what is compared. */
const digest = ({ content_hash, sealed }: ArchiveRecord): string =>
  createHash('sha256')
    .update(canonicalize([content_hash, sealed]) ?? '')
    .digest('base64');

export function keptRecords(subject: Subject, journal: Journal): KeptRecords {
  const seen = new Map<string, { readonly custodian: string; readonly content: string }>();

  async function lookAgain(): Promise<void> {
    const missing = new Set(seen.keys());
    const changed: string[] = [];
    const erased: { record_id: string; reason: string | null; tombstone_valid: boolean; content_gone: boolean }[] = [];
    let kept = 0;
    let after: string | undefined;
    for (let more = missing.size > 0; more; ) {
      const page = await subject.records(after);
      for (const record of page.records) {
        const { record_id, state, tombstone, sealed, content_hash } = record;
        const before = seen.get(record_id);
        if (!before || !missing.delete(record_id)) continue;
        if (state === 'erased') {
          const tombstone_valid = !!tombstone && subject.buried(record_id, tombstone);
          const content_gone = sealed === null && content_hash === null;
          erased.push({ record_id, reason: tombstone?.reason ?? null, tombstone_valid, content_gone });
        } else if (digest(record) === before.content) kept++;
        else changed.push(record_id);
      }
      more = page.more && page.next !== after;
      after = page.next;
    }
    journal.append('subject.kept', { kept, missing: [...missing], changed, erased });
  }

  return {
    saw(record) {
      if (record.state === 'erased' || seen.has(record.record_id) || seen.size >= remembered) return;
      seen.set(record.record_id, { custodian: record.custodian, content: digest(record) });
    },
    of: (custodian) => [...seen].flatMap(([id, record]) => (record.custodian === custodian ? [id] : [])),
    async lookAgain() {
      try {
        await lookAgain();
      } catch (error) {
        if (!(error instanceof SubjectError)) throw error;
        journal.append('subject.error', { operation: error.operation, reason: error.reason });
      }
    },
  };
}
