import { sha256Hex } from '../../../simulators/crypto/sha256.ts';
import { canonical } from '../../../simulators/kernel/journal/entry.ts';
import type { JournalData } from '../../../simulators/kernel/journal/kinds.ts';
import type { ArchiveRecord } from '../contract/record.ts';
import type { Subject } from '../subject.ts';

type Pages = JournalData['subject.export']['pages'];

/** Ids that an entry of the journal names; the rest are like them. */
const mostIds = 50;

/** A record's digest, without where its copy lies: that may change from one look to the next. */
export function recordDigest({ state: _, ...record }: ArchiveRecord): string {
  return sha256Hex(Buffer.from(canonical(record)));
}

/** Every record that the pages gave, with its digest, and those that they gave twice. */
export interface PagesRead {
  readonly digests: ReadonlyMap<string, string>;
  readonly twice: readonly string[];
}

/** Reads all pages from the first. @throws SubjectError */
export async function readPages(subject: Pick<Subject, 'records'>): Promise<PagesRead> {
  const digests = new Map<string, string>();
  const twice: string[] = [];
  let after: string | undefined;
  for (let more = true; more; ) {
    const page = await subject.records(after);
    for (const record of page.records) {
      if (digests.has(record.record_id)) twice.push(record.record_id);
      digests.set(record.record_id, recordDigest(record));
    }
    more = page.more && page.next !== after;
    after = page.next;
  }
  return { digests, twice };
}

/**
 * What an export and the pages read before it do not have in common. What changed in between (a record that came, one that
 * was erased) is asked for once more before it counts.
 * @throws SubjectError
 */
export async function comparePages(
  subject: Pick<Subject, 'record'>,
  { digests, twice }: PagesRead,
  exported: ReadonlyMap<string, string>,
): Promise<Pages> {
  const isNow = async (id: string): Promise<boolean> => {
    const record = await subject.record(id);
    return record !== undefined && recordDigest(record) === exported.get(id);
  };
  const missing = [...digests.keys()].filter((id) => !exported.has(id));
  const differing: string[] = [];
  const extra: string[] = [];
  for (const [id, digest] of exported) {
    const seen = digests.get(id);
    if (seen === digest || (await isNow(id))) continue;
    (seen === undefined ? extra : differing).push(id);
    if (differing.length + extra.length >= mostIds) break;
  }
  return {
    records: digests.size,
    twice: twice.slice(0, mostIds),
    missing: missing.slice(0, mostIds),
    differing,
    extra,
  };
}
