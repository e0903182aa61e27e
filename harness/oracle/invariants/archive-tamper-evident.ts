import type { JournalEntry } from '../../../simulators/kernel/journal/entry.ts';
import { answer, counted } from '../answer.ts';
import type { Fold, Invariant, Verdict, Violation } from '../invariant.ts';

interface Due {
  readonly seq: number;
  readonly messageId: string;
}

/**
 * Every record that the subject gave is in its log as it was archived, and each state that the log said it had goes on from
 * the one before: nothing was changed, left out or taken back unnoticed.
 */
export const archiveTamperEvident: Invariant = {
  id: 'archive-tamper-evident',
  title: 'Every record is proved to be in the log, unchanged, and the log only ever grows',
  source: 'SEC Rule 17a-4(f)(2)(i)(A): an audit trail; RFC 6962 section 2.1; C2SP tlog-checkpoint',
  observes: ['subject.record', 'subject.checkpoint', 'subject.proof'],
  observableIn: ['virtual', 'simulated-phones', 'real-android', 'real-iphone'],
  open: fold,
};

function fold(): Fold {
  /** Records that no proof was seen of. */
  const due = new Map<string, Due>();
  const violations: Violation[] = [];
  let previousSeq: number | undefined;
  let judged = 0;
  let checkpoints = 0;

  const wrong = (what: string, message_id: string | null, ...entries: number[]): void =>
    void violations.push({ what, message_id, canary: null, entries });

  function said({ seq, data }: JournalEntry<'subject.checkpoint'>): void {
    const { origin, size, signature_verified, previous_size, consistency_verified } = data;
    judged++;
    checkpoints++;
    if (origin === null) wrong('what the log says of itself is no checkpoint', null, seq);
    else if (!signature_verified) wrong(`a checkpoint of ${size} leaves is not signed by the log’s key`, null, seq);
    else if (consistency_verified === false) {
      const before = previousSeq === undefined ? [] : [previousSeq];
      wrong(`the log of ${size} leaves does not go on from the one of ${previous_size}`, null, ...before, seq);
    }
    if (signature_verified) previousSeq = seq;
  }

  function proved({ seq, data }: JournalEntry<'subject.proof'>): void {
    const { record_id, inclusion_verified, problem } = data;
    const record = due.get(record_id);
    due.delete(record_id);
    judged++;
    if (inclusion_verified) return;
    const entries = record ? [record.seq, seq] : [seq];
    wrong(`${record_id} is not proved: ${problem ?? 'no reason given'}`, record?.messageId ?? null, ...entries);
  }

  function finish(): Verdict {
    return answer({
      judged,
      violations,
      unknown:
        checkpoints > 0 && due.size > 0 ? `no answer about the proof of ${counted(due.size, 'record')}` : undefined,
      nothing: 'the subject said nothing of a log',
    });
  }

  return {
    entry(entry) {
      if (entry.kind === 'subject.record') {
        const { record_id, message_id } = entry.data;
        due.set(record_id, { seq: entry.seq, messageId: message_id });
      } else if (entry.kind === 'subject.checkpoint') said(entry);
      else if (entry.kind === 'subject.proof') proved(entry);
    },
    finish,
    open: () => due.size + violations.length,
  };
}
