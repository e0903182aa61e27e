import { type Ask, readAnswer } from './ask.ts';
import { type ConsistencyProof, consistencyProof, type ProofFile, proofFile } from './contract/log.ts';
import type { VerifierKey } from './proof/signed-note.ts';
import { SubjectError } from './subject.ts';

/** The log of a subject's archive, and what its checkpoints are verified with. */
export interface SubjectLog {
  readonly key: VerifierKey;
  /** What the log says of itself: the text of a signed checkpoint, whoever signed it. @throws SubjectError */
  checkpoint(): Promise<string>;
  /** The proof that a record is in the log; nothing when the log has no leaf of it. @throws SubjectError */
  proof(recordId: string): Promise<ProofFile | undefined>;
  /** The proof that the log of `to` leaves begins with the one of `from`. @throws SubjectError */
  consistency(from: number, to: number): Promise<ConsistencyProof>;
}

export function subjectLog(ask: Ask, key: VerifierKey): SubjectLog {
  return {
    key,
    async checkpoint() {
      const { status, bytes } = await ask('checkpoint', '/log/checkpoint');
      if (status !== 200) throw new SubjectError('checkpoint', `answered HTTP ${status}`);
      return Buffer.from(bytes).toString();
    },
    async proof(recordId) {
      const answer = await ask('proof', `/records/${encodeURIComponent(recordId)}/proof`);
      return answer.status === 404 ? undefined : readAnswer('proof', answer, proofFile);
    },
    consistency: async (from, to) =>
      readAnswer('consistency', await ask('consistency', `/log/consistency?from=${from}&to=${to}`), consistencyProof),
  };
}
