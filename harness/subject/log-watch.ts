import type { Journal } from '../../simulators/kernel/journal/journal.ts';
import type { JournalData } from '../../simulators/kernel/journal/kinds.ts';
import type { ArchiveRecord } from './contract/record.ts';
import { type Checkpoint, isCheckpointOf, parseCheckpoint } from './proof/checkpoint.ts';
import { verifyConsistency } from './proof/consistency.ts';
import { emptyRoot, sameHash } from './proof/merkle.ts';
import { verifyProof, verifyProofAgainst } from './proof/proof-file.ts';
import { changedField } from './proof/record-commitment.ts';
import { SubjectError } from './subject.ts';
import type { SubjectLog } from './subject-log.ts';

/** Follows the log of a subject's archive into the journal: every state that it said it had, and a proof of each record. */
export interface LogWatch {
  /** A record was seen: the next poll asks for its proof. */
  seen(record: ArchiveRecord): void;
  /**
   * Asks what the log says now, and for the proofs that are due; a failure is journaled as `subject.error`, to be tried
   * again with the next call. Returns how much was new.
   */
  poll(): Promise<number>;
  /** Asks in passing what the log says now. Who cannot be asked is not missed. */
  glance(): Promise<void>;
}

type ProofData = JournalData['subject.proof'];

export function watchLog(log: SubjectLog, journal: Journal): LogWatch {
  const { key } = log;
  const due = new Map<string, ArchiveRecord>();
  let last: { readonly text: string; readonly checkpoint: Checkpoint | undefined } | undefined;
  /** The last that the log signed: what later ones must go on from. */
  let trusted: Checkpoint | undefined;
  let asking: Promise<unknown> = Promise.resolve();

  /** One after the other: which state was seen first is what is judged. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = asking.then(work);
    asking = done.catch(() => {});
    return done;
  }

  /** Whether a checkpoint goes on from the one before; null when it is the first. @throws SubjectError */
  async function goesOn(from: Checkpoint | undefined, to: Checkpoint): Promise<boolean | null> {
    if (!from) return null;
    if (to.size < from.size) return false;
    if (to.size === from.size) return sameHash(to.root, from.root);
    if (from.size === 0) return sameHash(from.root, emptyRoot);
    const { consistency_path } = await log.consistency(from.size, to.size);
    const proof = consistency_path.map((hash) => Buffer.from(hash, 'base64'));
    return verifyConsistency({ from: from.size, to: to.size, fromRoot: from.root, toRoot: to.root, proof });
  }

  /** Takes in what the log said of itself. Returns whether it was news. @throws SubjectError */
  async function see(text: string): Promise<number> {
    if (last?.text === text) return 0;
    const checkpoint = parseCheckpoint(text);
    const signature_verified = checkpoint !== undefined && isCheckpointOf(checkpoint, key);
    const consistency_verified = signature_verified ? await goesOn(trusted, checkpoint) : null;
    journal.append('subject.checkpoint', {
      origin: checkpoint?.origin ?? null,
      size: checkpoint?.size ?? null,
      root: checkpoint ? Buffer.from(checkpoint.root).toString('hex') : null,
      signature_verified,
      previous_size: signature_verified ? (trusted?.size ?? null) : null,
      consistency_verified,
    });
    last = { text, checkpoint };
    if (signature_verified) trusted = checkpoint;
    return 1;
  }

  /** @throws SubjectError */
  async function prove(record: ArchiveRecord): Promise<ProofData> {
    const { record_id } = record;
    const nothing = { record_id, leaf_index: record.leaf_index ?? null, size: null, inclusion_verified: false };
    const file = await log.proof(record_id);
    if (!file) return { ...nothing, problem: 'the subject has no proof of it' };
    await see(file.checkpoint);
    // Most proofs come with the checkpoint that was verified last.
    const known = last?.text === file.checkpoint && last.checkpoint === trusted ? trusted : undefined;
    const verdict = known ? verifyProofAgainst(file, known) : verifyProof(file, key);
    if (!verdict.ok) return { ...nothing, problem: verdict.problem };
    const { checkpoint, leafIndex, committed, tombstone } = verdict.proven;
    const changed = committed ? changedField(record, committed) : undefined;
    const problem =
      (file.record_id !== record_id && 'it is the proof of another record') ||
      (changed && `${changed} is not what the log committed to`) ||
      ((record.leaf_index ?? leafIndex) !== leafIndex && 'it is the proof of another leaf') ||
      (!committed && !tombstone && 'it does not say what was recorded') ||
      null;
    return { record_id, leaf_index: leafIndex, size: checkpoint.size, inclusion_verified: problem === null, problem };
  }

  async function readOn(): Promise<number> {
    let news = 0;
    try {
      news += await see(await log.checkpoint());
      for (const [id, record] of due) {
        journal.append('subject.proof', await prove(record));
        due.delete(id);
        news++;
      }
    } catch (error) {
      if (!(error instanceof SubjectError)) throw error;
      journal.append('subject.error', { operation: error.operation, reason: error.reason });
    }
    return news;
  }

  return {
    seen: (record) => void due.set(record.record_id, record),
    poll: () => inTurn(readOn),
    glance: () =>
      inTurn(async () => {
        try {
          await see(await log.checkpoint());
        } catch (error) {
          if (!(error instanceof SubjectError)) throw error;
        }
      }),
  };
}
