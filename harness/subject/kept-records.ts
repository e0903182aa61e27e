import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Journal } from '../../simulators/kernel/journal/journal.ts';
import type { JournalData } from '../../simulators/kernel/journal/kinds.ts';
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
  /** Reads every record once more, and the metadata rows of those erased; journals what became of them, as `subject.kept`. */
  lookAgain(): Promise<void>;
}

/** All that erasure takes away: what is compared. */
const digest = ({ content_hash, sealed }: ArchiveRecord): string =>
  createHash('sha256')
    .update(canonicalize([content_hash, sealed]) ?? '')
    .digest('base64');

/** What is left of an erased record. */
type Erased = Omit<JournalData['subject.kept']['erased'][number], 'hash_told'>;

export function keptRecords(subject: Subject, journal: Journal): KeptRecords {
  const seen = new Map<string, { readonly custodian: string; readonly content: string }>();

  async function lookAgain(): Promise<void> {
    const missing = new Set(seen.keys());
    const changed: string[] = [];
    const erased: (Erased & { readonly message_id: string })[] = [];
    let kept = 0;
    let after: string | undefined;
    for (let more = missing.size > 0; more; ) {
      const page = await subject.records(after);
      for (const record of page.records) {
        const { record_id, message_id, state, tombstone, sealed, content_hash } = record;
        const before = seen.get(record_id);
        if (!before || !missing.delete(record_id)) continue;
        if (state === 'erased') {
          const tombstone_valid = !!tombstone && subject.buried(record_id, tombstone);
          const content_gone = sealed === null && content_hash === null;
          erased.push({ record_id, message_id, reason: tombstone?.reason ?? null, tombstone_valid, content_gone });
        } else if (digest(record) === before.content) kept++;
        else changed.push(record_id);
      }
      more = page.more && page.next !== after;
      after = page.next;
    }
    const told = await hashesTold(new Set(erased.map(({ message_id }) => message_id)));
    const gone = erased.map(({ message_id, ...one }) => ({
      ...one,
      ...(told.has(message_id) && { hash_told: true as const }),
    }));
    journal.append('subject.kept', { kept, missing: [...missing], changed, erased: gone });
  }

  /** Those of some messages whose metadata rows tell a content hash. */
  async function hashesTold(messages: ReadonlySet<string>): Promise<ReadonlySet<string>> {
    const told = new Set<string>();
    let after: string | undefined;
    for (let more = messages.size > 0 && subject.operations.has('events'); more; ) {
      const page = await subject.events(after);
      for (const { event } of page.events) {
        const { message_id, content_hash } = event;
        if (typeof message_id === 'string' && messages.has(message_id) && typeof content_hash === 'string')
          told.add(message_id);
      }
      more = page.more && page.next !== after;
      after = page.next;
    }
    return told;
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
