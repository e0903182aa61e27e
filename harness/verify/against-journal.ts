import { sha256Hex } from '../../simulators/crypto/sha256.ts';
import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';
import type { JournalData } from '../../simulators/kernel/journal/kinds.ts';
import { excuses } from '../faults/registry.ts';
import type { Invariant } from '../oracle/invariant.ts';
import { archiveComplete } from '../oracle/invariants/archive-complete.ts';
import { archiveExactlyOnce } from '../oracle/invariants/archive-exactly-once.ts';
import { archiveFaithful } from '../oracle/invariants/archive-faithful.ts';
import { metadataConsistent } from '../oracle/invariants/metadata-consistent.ts';
import { type InvariantVerdict, judgeJournal } from '../oracle/judge.ts';
import type { ExportManifest } from '../subject/contract/export.ts';
import type { ArchiveRecord } from '../subject/contract/record.ts';
import { type Checked, checking } from '../subject/export/checked.ts';
import type { OpenedCopy } from '../subject/open-copy.ts';
import { observedRecord } from '../subject/record-watch.ts';
import type { JournalEvidence } from './journal-evidence.ts';

/** What can be said of records without asking the archive: who had to have one, and what is in it. */
const judged: readonly Invariant[] = [archiveComplete, archiveExactlyOnce, archiveFaithful, metadataConsistent];

type Seen = JournalData['subject.record'];

export interface AgainstJournal {
  readonly evidence: JournalEvidence;
  readonly manifest: ExportManifest;
  /** The manifest's bytes. */
  readonly manifestBytes: Uint8Array;
  readonly records: readonly ArchiveRecord[];
  /** Opens a copy, where the keys were given. */
  readonly open: ((record: ArchiveRecord) => OpenedCopy) | undefined;
}

/**
 * Holds an export against a journal: that it is the export that was taken then, that each record is as the archive gave it
 * then, and that the oracle, given the export's records in the place of those, comes to the same.
 */
export function checkAgainstJournal(against: AgainstJournal): readonly Checked[] {
  const seen = new Map<string, Seen>();
  for (const entry of against.evidence.entries)
    if (entry.kind === 'subject.record') seen.set(entry.data.record_id, entry.data);
  return [...checkTaken(against), checkObserved(against, seen), ...judge(against, seen)];
}

/** Said only of an export that the journal tells of. */
function checkTaken({ evidence, manifest, manifestBytes }: AgainstJournal): Checked[] {
  const told = evidence.exports.filter(({ data }) => data.export_id === manifest.export_id);
  if (told.length === 0) return [];
  const check = checking('taken');
  const hash = sha256Hex(manifestBytes);
  for (const { seq, data } of told) {
    check.saw();
    if (data.manifest_sha256 !== hash) check.violated(`the manifest is not the one of entry ${seq} of the journal`);
    for (const finding of data.violated) check.violated(`entry ${seq} of the journal: ${finding}`);
  }
  return [check.end('')];
}

const isWhole = ({ filter }: ExportManifest): boolean => Object.values(filter).every((value) => value === null);

/** Each record that the archive gave while the journal was written is in the export, and says the same. */
function checkObserved({ manifest, records }: AgainstJournal, seen: ReadonlyMap<string, Seen>): Checked {
  const check = checking('observed');
  const exported = new Map(records.map((record) => [record.record_id, record]));
  for (const [id, then] of seen) {
    const now = exported.get(id);
    if (!now) {
      if (isWhole(manifest)) check.violated(`${id} was in the archive, and is not in the export`);
      continue;
    }
    check.saw();
    const fields = [
      'message_id',
      'logical_message_id',
      'custodian',
      'direction',
      'peer',
      'version',
      'archived_at',
    ] as const;
    for (const field of fields) if (now[field] !== then[field]) check.violated(`${id}: ${field} is not what it was`);
    if (now.state !== 'erased' && now.content_hash !== then.content_hash)
      check.violated(`${id}: content_hash is not what it was`);
  }
  return check.end('the journal tells of no record');
}

/**
 * A record's text: opened with the keys, or, without them, what the journal has of the same hash. A keyed hash stands for
 * one text.
 */
function opened({ open }: AgainstJournal, record: ArchiveRecord, then: Seen | undefined): OpenedCopy {
  if (open) return open(record);
  if (then?.content_hash_valid === true && then.content_hash === record.content_hash)
    return { body: then.body, content_hash_valid: true };
  return { body: null, content_hash_valid: null };
}

function judge(against: AgainstJournal, seen: ReadonlyMap<string, Seen>): readonly Checked[] {
  const { evidence, manifest, records } = against;
  const others = evidence.entries.filter(({ kind }) => kind !== 'subject.record' && !kind.startsWith('verdict.'));
  const end = others.findLastIndex(({ kind }) => kind === 'world.ended');
  const at = end === -1 ? others.length : end;
  const entries = [...others.slice(0, at), ...records.map(asEntry), ...others.slice(at)];
  const verdicts = judgeJournal(entries, {
    named: judged.map(({ id }) => id),
    context: { blob: () => undefined, excuses, recordsFrom: 'subject' },
    invariants: judged,
  });
  return verdicts.map((verdict) => checkedOf(verdict, isWhole(manifest)));

  function asEntry(record: ArchiveRecord): JournalEntry<'subject.record'> {
    const then = seen.get(record.record_id);
    // What was erased cannot be opened any more: what is judged is how it was when it was seen.
    const data =
      record.state === 'erased' && then ? then : observedRecord({ open: () => opened(against, record, then) }, record);
    return { seq: evidence.entries.length, at: manifest.created_at, kind: 'subject.record', data, prev: '', hash: '' };
  }
}

function checkedOf({ invariant, outcome, judged, reason, violations }: InvariantVerdict, whole: boolean): Checked {
  if (!whole && invariant === archiveComplete.id)
    return {
      check: invariant,
      outcome: 'unknown',
      judged: 0,
      findings: ['the export was narrowed: what it lacks was not asked for'],
    };
  if (outcome === 'violated')
    return { check: invariant, outcome, judged, findings: violations.slice(0, 20).map(({ what }) => what) };
  const held = outcome === 'held' && judged > 0;
  return { check: invariant, outcome: held ? 'held' : 'unknown', judged, findings: held || !reason ? [] : [reason] };
}
