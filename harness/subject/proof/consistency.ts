import { areCounts, areHashes, emptyRoot, half, hashBytes, isOdd, nodeHash, sameHash } from './merkle.ts';
import { isSubtree } from './subtree.ts';

/** The claim that a tree of `to` leaves begins with the tree of `from`. */
export interface Consistency {
  readonly from: number;
  readonly to: number;
  readonly fromRoot: Uint8Array;
  readonly toRoot: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/**
 * Whether the proof shows the claim (RFC 9162 section 2.1.4.2). Nothing follows from the root of an empty tree: only
 * another empty one is accepted after it.
 */
export function verifyConsistency({ from, to, fromRoot, toRoot, proof }: Consistency): boolean {
  if (!areCounts(from, to) || from > to) return false;
  if (from === to && !sameHash(fromRoot, toRoot)) return false;
  if (from === 0 && to > 0) return false;
  return verifySubtreeConsistency({ start: 0, end: from, size: to, subtreeRoot: fromRoot, root: toRoot, proof });
}

/** The claim that leaves `start` .. `end`-1 of a tree are the subtree with this root. */
export interface SubtreeConsistency {
  readonly start: number;
  readonly end: number;
  readonly size: number;
  readonly subtreeRoot: Uint8Array;
  readonly root: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/**
 * Whether the proof shows the claim (draft-ietf-plants-merkle-tree-certs, "Verifying a Subtree Consistency Proof"). With
 * `start` 0 it is RFC 9162's, of two states of one log.
 */
export function verifySubtreeConsistency({ start, end, size, subtreeRoot, root, proof }: SubtreeConsistency): boolean {
  if (!areCounts(start, end, size) || !areHashes(proof) || end > size) return false;
  if (start === end) return proof.length === 0 && sameHash(subtreeRoot, emptyRoot);
  if (!isSubtree(start, end)) return false;
  // The way up from the first leaf of the subtree, from its last leaf, and from the last leaf of the tree.
  let first = start;
  let last = end - 1;
  let edge = size - 1;
  const up = (): void => {
    first = half(first);
    last = half(last);
    edge = half(edge);
  };
  const atEdge = last === edge;
  while (first !== last && (atEdge || isOdd(last))) up();
  // A subtree that is one node is where the way begins; else the proof begins with the node that it does begin at.
  const own = first === last;
  const seed = own ? subtreeRoot : proof[0];
  if (!seed || (seed.length !== hashBytes && proof.length > 0)) return false;
  let subtreeHash = seed;
  let hash = seed;
  for (let at = own ? 0 : 1; at < proof.length; at++) {
    const beside = proof[at];
    if (edge === 0 || !beside) return false;
    if (isOdd(last) || last === edge) {
      if (first < last) subtreeHash = nodeHash(beside, subtreeHash);
      hash = nodeHash(beside, hash);
      while (!isOdd(last) && edge > 0) up();
    } else {
      hash = nodeHash(hash, beside);
    }
    up();
  }
  return edge === 0 && sameHash(subtreeHash, subtreeRoot) && sameHash(hash, root);
}
