import { hmacSha256 } from '../../../simulators/crypto/hmac.ts';
import { canonical } from '../../../simulators/kernel/journal/entry.ts';
import { type CommittedRecord, type CommittedTombstone, type ProofFile, proofFile } from '../contract/log.ts';
import { type Checkpoint, isCheckpointOf, parseCheckpoint } from './checkpoint.ts';
import { verifyInclusion } from './inclusion.ts';
import { leafHash, sameHash } from './merkle.ts';
import type { VerifierKey } from './signed-note.ts';

/** What a proof file proves. */
export interface ProvenRecord {
  readonly recordId: string;
  readonly checkpoint: Checkpoint;
  readonly leafIndex: number;
  /** Null of an erased record: what it was nobody can show any more. */
  readonly committed: CommittedRecord | null;
  /** That it was erased. */
  readonly tombstone: CommittedTombstone | null;
}

/** What is proven, or why nothing is. */
export type ProofVerdict =
  | { readonly ok: true; readonly proven: ProvenRecord }
  | { readonly ok: false; readonly problem: string };

const bytes = (base64: string): Uint8Array => Buffer.from(base64, 'base64');
const bad = (problem: string): ProofVerdict => ({ ok: false, problem });

/** Verifies a proof file as it lies on a disk, with nothing but the key of the log. */
export function verifyProofText(text: string, key: VerifierKey): ProofVerdict {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return bad('the proof file is not JSON');
  }
  const parsed = proofFile.safeParse(value);
  if (parsed.success) return verifyProof(parsed.data, key);
  const [issue] = parsed.error.issues;
  return bad(`the proof file is none: /${issue?.path.join('/')}: ${issue?.code}`);
}

/** Verifies a proof file: the checkpoint's signature, the leaves' commitments, and their ways to its root. */
export function verifyProof(file: ProofFile, key: VerifierKey): ProofVerdict {
  const checkpoint = parseCheckpoint(file.checkpoint);
  if (!checkpoint) return bad('its checkpoint is none');
  if (!isCheckpointOf(checkpoint, key)) return bad('its checkpoint is not signed by the key of the log');
  return verifyProofAgainst(file, checkpoint);
}

/** Verifies a proof file against a checkpoint, whoever signed that. */
export function verifyProofAgainst(file: ProofFile, checkpoint: Checkpoint): ProofVerdict {
  const { record, tombstone } = file;
  const wrong =
    (record.committed !== null && leafProblem('record', file.record_id, record, checkpoint)) ||
    (!isIncluded(record, checkpoint) && 'the record’s leaf is not in the log') ||
    (tombstone !== null && leafProblem('tombstone', file.record_id, tombstone, checkpoint)) ||
    (record.committed === null && tombstone === null && 'it says neither what was recorded nor why it is gone');
  if (wrong) return bad(wrong);
  return {
    ok: true,
    proven: {
      recordId: file.record_id,
      checkpoint,
      leafIndex: record.leaf_index,
      committed: record.committed,
      tombstone: tombstone?.committed ?? null,
    },
  };
}

type Leaf = Pick<ProofFile['record'], 'leaf' | 'leaf_index' | 'inclusion_path'>;

const isIncluded = ({ leaf, leaf_index, inclusion_path }: Leaf, { size, root }: Checkpoint): boolean =>
  verifyInclusion({ leaf: leafHash(bytes(leaf)), index: leaf_index, size, root, proof: inclusion_path.map(bytes) });

/** What is wrong with a leaf whose content is known, or nothing. */
function leafProblem(
  what: 'record' | 'tombstone',
  recordId: string,
  leaf: Leaf & { readonly committed: { readonly record_id: string } | null; readonly nonce: string | null },
  checkpoint: Checkpoint,
): string | undefined {
  const { committed, nonce } = leaf;
  if (nonce === null || committed === null) return `the ${what} has no nonce, so its leaf says nothing`;
  if (committed.record_id !== recordId) return `the ${what} is another’s`;
  const data = hmacSha256(bytes(nonce), Buffer.from(canonical(committed)));
  if (!sameHash(data, bytes(leaf.leaf))) return `the ${what} is not what its leaf commits to`;
  return isIncluded(leaf, checkpoint) ? undefined : `the ${what}’s leaf is not in the log`;
}
