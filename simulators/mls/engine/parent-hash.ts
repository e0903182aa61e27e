import { encodeParentHashInput } from 'ts-mls/parentHash.js';
import { type RatchetTree, removeLeaves } from 'ts-mls/ratchetTree.js';
import {
  directPath,
  isAncestor,
  isLeaf,
  leafWidth,
  left,
  type NodeIndex,
  right,
  toLeafIndex,
  toNodeIndex,
} from 'ts-mls/treemath.js';
import { equalBytes } from '../../crypto/bytes.ts';
import { sha256 } from '../../crypto/sha256.ts';
import { subtreeHash } from './tree-hash.ts';

const none = new Uint8Array(0);

/**
 * What a node's parent hash must be (RFC 9420 section 7.9), and the parent that it is of: the nearest that is not blank.
 * Hashes of subtrees are remembered, which the library's own cannot do.
 */
export function parentHash(
  tree: RatchetTree,
  of: NodeIndex,
): { readonly hash: Uint8Array; readonly parent: NodeIndex | undefined } {
  const parent = directPath(of, leafWidth(tree.length)).find((index) => tree[index] !== undefined);
  const node = parent === undefined ? undefined : tree[parent];
  if (parent === undefined || node?.nodeType !== 'parent') return { hash: none, parent: undefined };
  const { hpkePublicKey: encryptionKey, parentHash: above, unmergedLeaves } = node.parent;
  const original = unmergedLeaves.length === 0 ? tree : removeLeaves(tree, unmergedLeaves.map(toLeafIndex));
  const sibling = of < parent ? right(parent) : left(parent);
  const originalSiblingTreeHash = subtreeHash(original, sibling);
  return {
    hash: sha256(encodeParentHashInput({ encryptionKey, parentHash: above, originalSiblingTreeHash })),
    parent,
  };
}

/** Whether every parent that is not blank is vouched for by exactly one node below it (RFC 9420 section 7.9.2). */
export function hasValidParentHashes(tree: RatchetTree): boolean {
  const vouched = new Map<number, number>();
  const parents = tree.flatMap((node, index) => (node?.nodeType === 'parent' ? [index] : []));
  if (parents.length === 0) return true;
  for (const [index, node] of tree.entries()) {
    if (!node || !isLeaf(toNodeIndex(index))) continue;
    let at: NodeIndex | undefined = toNodeIndex(index);
    while (at !== undefined) {
      const told = toldBy(tree[at]);
      const { hash, parent } = parentHash(tree, at);
      if (parent === undefined || !told || !equalBytes(told, hash) || !isAncestor(at, parent, tree.length)) break;
      vouched.set(parent, (vouched.get(parent) ?? 0) + 1);
      at = parent;
    }
  }
  return parents.every((index) => vouched.get(index) === 1);
}

function toldBy(node: RatchetTree[number]): Uint8Array | undefined {
  if (node?.nodeType === 'parent') return node.parent.parentHash;
  return node?.leaf.leafNodeSource === 'commit' ? node.leaf.parentHash : undefined;
}
