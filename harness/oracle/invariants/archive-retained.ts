import type { JournalEntry } from '../../../simulators/kernel/journal/entry.ts';
import { answer } from '../answer.ts';
import type { Fold, Invariant, Violation } from '../invariant.ts';
import { recent } from '../recent.ts';
import { type Archived, type Keeping, retention } from '../retention.ts';

/** Records of which it is remembered whose they are: those seen last. */
const rememberedRecords = 60_000;

/** The clock of somebody else's machine may be this far from ours, ms: so close to its end a retention may be over or not. */
const foreignSkewMs = 5_000;

/** What only a records officer asks for. */
const office: ReadonlySet<string> = new Set(['policy', 'holds', 'erasures']);

interface Seen extends Archived {
  readonly seq: number;
  readonly messageId: string;
}

/**
 * Nobody's records vanish or lose their content before their retention ends or while a hold covers them; what may be erased
 * is erased, with a tombstone that the archive signed; a refusal names the rule, and of several the one that comes first.
 */
export const archiveRetained: Invariant = {
  id: 'archive-retained',
  title: 'The archive keeps each record as long as a rule or a hold demands, and erases only what none does',
  source:
    'SEC Rule 17a-4(f)(2): records cannot be erased; GDPR Article 17(3): erasure, unless a legal duty needs the data',
  observes: ['subject.record', 'subject.kept'],
  observableIn: ['virtual', 'simulated-phones', 'real-android', 'real-iphone'],
  open: fold,
};

function fold(): Fold {
  const rules = retention();
  const records = recent<Seen>(rememberedRecords);
  /** Records that are erased. */
  const erased = recent<string>(rememberedRecords);
  const violations: Violation[] = [];
  let judged = 0;
  let skewMs = 0;
  /** The records officer never got some answer: what was asked for may have been done. From then on rules tell nothing. */
  let unanswered = false;

  function wrong(what: string, recordId: string, entry: number): void {
    const seen = records.get(recordId);
    const entries = seen ? [seen.seq, entry] : [entry];
    violations.push({ what, message_id: seen?.messageId ?? null, canary: null, entries });
  }

  function erasure({ seq, at, data }: JournalEntry<'subject.erasure'>): void {
    const [fromMs, untilMs] = [Date.parse(data.asked_at) - skewMs, Date.parse(at) + skewMs];
    for (const { record_id, outcome, rule, tombstone_valid } of data.outcomes) {
      const record = records.get(record_id);
      if (!record) continue;
      judged++;
      const keeping = rules.keeps(record, fromMs, untilMs);
      if (outcome === 'not-found') wrong(`${record_id} is not there any more`, record_id, seq);
      else if (outcome === 'erased') {
        if (tombstone_valid !== true) wrong(`${record_id} is erased without a valid tombstone`, record_id, seq);
        if (!erased.has(record_id) && !unanswered) {
          if (keeping.hold === 'yes') wrong(`${record_id} is erased although a hold covers it`, record_id, seq);
          if (keeping.retention === 'yes') wrong(`${record_id} is erased before its retention ends`, record_id, seq);
          if (keeping.noErasure)
            wrong(`${record_id} is erased although the policy gives no right to it`, record_id, seq);
        }
        erased.set(record_id, record_id);
      } else if (erased.has(record_id)) wrong(`${record_id} was erased and is refused to be`, record_id, seq);
      else if (!unanswered) {
        const flaw = flawOf(rule ?? 'nothing', keeping);
        if (flaw) wrong(`${record_id} is not erased because of ${rule}, ${flaw}`, record_id, seq);
      }
    }
  }

  function kept({ seq, at, data }: JournalEntry<'subject.kept'>): void {
    judged += data.kept + data.missing.length + data.changed.length + data.erased.length;
    for (const id of data.missing) wrong(`${id} is not there any more`, id, seq);
    for (const id of data.changed) wrong(`${id} has lost its content, or has another`, id, seq);
    const gone = new Set<string>();
    for (const { record_id, reason, tombstone_valid, content_gone, hash_told } of data.erased) {
      gone.add(record_id);
      if (!tombstone_valid) wrong(`${record_id} has no valid tombstone`, record_id, seq);
      if (!content_gone) wrong(`${record_id} is erased, and its content is there`, record_id, seq);
      if (hash_told) wrong(`${record_id} is erased, and metadata rows tell its content hash`, record_id, seq);
      const record = records.get(record_id);
      if (erased.has(record_id) || !record) continue;
      erased.set(record_id, record_id);
      if (unanswered) continue;
      const atMs = Date.parse(at);
      const keeping = rules.keeps(record, atMs - skewMs, atMs + skewMs);
      if (keeping.hold === 'yes' || keeping.retention === 'yes')
        wrong(`${record_id} is gone although a ${keeping.hold === 'yes' ? 'hold' : 'rule'} keeps it`, record_id, seq);
      else if (!reason?.startsWith('expiry:') || !rules.disposes(record, atMs + skewMs))
        wrong(`${record_id} is gone, and nobody asked for that`, record_id, seq);
    }
    const told = new Set([...gone, ...data.missing, ...data.changed]);
    for (const id of erased.values()) if (!told.has(id)) wrong(`${id} was erased, and its content is there`, id, seq);
  }

  return {
    entry(entry) {
      rules.entry(entry);
      if (entry.kind === 'subject.record') {
        const { record_id, custodian, archived_at, message_id, device_timestamp } = entry.data;
        const deviceMs = device_timestamp === undefined ? undefined : Date.parse(device_timestamp);
        if (!records.has(record_id))
          records.set(record_id, {
            seq: entry.seq,
            messageId: message_id,
            custodian,
            atMs: Date.parse(archived_at),
            deviceMs,
          });
      } else if (entry.kind === 'subject.erasure') {
        erasure(entry);
      } else if (entry.kind === 'subject.kept') kept(entry);
      else if (entry.kind === 'world.started')
        skewMs = entry.data.environment === 'foreign-subject' ? foreignSkewMs : 0;
      else if (entry.kind === 'subject.error' && office.has(entry.data.operation)) unanswered = true;
    },
    finish: () => answer({ judged, violations, nothing: 'the subject was not asked twice for any record' }),
    open: () => records.size() + erased.size() + violations.length,
  };
}

/** What is wrong with a refusal that names `rule`; nothing when that is what keeps the record before all else. */
function flawOf(rule: string, { hold, retention, noErasure, rules }: Keeping): string | undefined {
  const family = rule.split(':')[0];
  if (hold === 'no' && retention === 'no' && !noErasure) return 'though nothing keeps it';
  if (!(family === 'erasure' ? noErasure : rules.has(rule))) return 'which does not keep it';
  if (family === 'retention' && retention === 'no') return 'which is over';
  if (hold === 'yes' && family !== 'hold') return 'though a hold comes first';
  return retention === 'yes' && family === 'erasure' ? 'though its retention comes first' : undefined;
}
