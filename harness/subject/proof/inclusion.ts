import { areCounts, areHashes, half, isOdd, nodeHash, sameHash } from './merkle.ts';
import { isSubtree } from './subtree.ts';

/** The claim that a leaf is in a tree. */
export interface Inclusion {
  /** The hash of the leaf: see leafHash. */
  readonly leaf: Uint8Array;
  readonly index: number;
  readonly size: number;
  readonly root: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/** Whether the proof shows the claim (RFC 9162 section 2.1.3.2). */
export function verifyInclusion({ size, ...claim }: Inclusion): boolean {
  return areCounts(size) && verifySubtreeInclusion({ ...claim, start: 0, end: size }, false);
}

/** The claim that a leaf is in the subtree of leaves `start` .. `end`-1. */
export interface SubtreeInclusion extends Omit<Inclusion, 'size'> {
  readonly start: number;
  readonly end: number;
}

/**
 * Whether the proof shows that a leaf is in a subtree (draft-ietf-plants-merkle-tree-certs, "Evaluating a Subtree
 * Inclusion Proof"): the way of RFC 9162, within the subtree.
 */
export function verifySubtreeInclusion(
  { leaf, index, start, end, root, proof }: SubtreeInclusion,
  aligned = true,
): boolean {
  if (!areCounts(index, start, end) || !areHashes([leaf, ...proof])) return false;
  if (index < start || index >= end || (aligned && !isSubtree(start, end))) return false;
  let at = index - start;
  let last = end - start - 1;
  let hash = leaf;
  for (const beside of proof) {
    if (last === 0) return false;
    if (isOdd(at) || at === last) {
      hash = nodeHash(beside, hash);
      while (!isOdd(at) && at !== 0) {
        at = half(at);
        last = half(last);
      }
    } else {
      hash = nodeHash(hash, beside);
    }
    at = half(at);
    last = half(last);
  }
  return last === 0 && sameHash(hash, root);
}
