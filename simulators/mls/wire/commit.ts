import { type LeafNode, readLeafNode } from './leaf-node.ts';
import { type Proposal, readProposal } from './proposal.ts';
import type { Reader } from './reader.ts';
import { Malformed } from './result.ts';

/** RFC 9420 section 12.4. */
export interface Commit {
  readonly proposals: readonly (Proposal | { readonly type: 'reference'; readonly ref: Uint8Array })[];
  /** The committer's new leaf, when the commit has an UpdatePath, how many nodes the path has, and its bytes. */
  readonly path?: { readonly leafNode: LeafNode; readonly nodes: number; readonly encoded: Uint8Array };
}

function readProposalOrRef(from: Reader): Commit['proposals'][number] {
  const type = from.uint8('commit.proposals[].type');
  if (type === 1) return readProposal(from);
  if (type === 2) return { type: 'reference', ref: from.opaque('commit.proposals[].reference') };
  throw new Malformed('unknown-value', `commit.proposals[].type: ${type}`);
}

function readPathNode(from: Reader): void {
  from.opaque('update_path.nodes[].encryption_key');
  from.vector('update_path.nodes[].encrypted_path_secret', (secret) => {
    secret.opaque('encrypted_path_secret.kem_output');
    secret.opaque('encrypted_path_secret.ciphertext');
  });
}

export function readCommit(from: Reader): Commit {
  const proposals = from.vector('commit.proposals', readProposalOrRef);
  const present = from.uint8('commit.path');
  if (present === 0) return { proposals };
  if (present !== 1) throw new Malformed('unknown-value', `commit.path: ${present} is neither absent nor present`);
  const start = from.offset();
  const leafNode = readLeafNode(from);
  const nodes = from.vector('update_path.nodes', readPathNode).length;
  return { proposals, path: { leafNode, nodes, encoded: from.between(start, from.offset()) } };
}
