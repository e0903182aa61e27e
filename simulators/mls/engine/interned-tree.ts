import type { RatchetTree } from 'ts-mls/ratchetTree.js';
import { treeHash } from './tree-hash.ts';

/** Trees that are kept for those who come to the same one: members of one group mostly do so within a few epochs. */
const keptTrees = 256;

const kept = new Map<string, RatchetTree>();

/**
 * The one copy in this process of a ratchet tree: every member of a group holds the same public tree, most of what a
 * group weighs. Trees are values, told apart by their hash, which covers every byte of them.
 */
export function internedTree(tree: RatchetTree): RatchetTree {
  // A tree's hash says nothing of how far blank nodes reach beyond the last leaf.
  const name = `${tree.length} ${Buffer.from(treeHash(tree)).toString('latin1')}`;
  const known = kept.get(name) ?? tree;
  kept.delete(name);
  kept.set(name, known);
  if (kept.size > keptTrees) {
    for (const oldest of kept.keys()) {
      kept.delete(oldest);
      break;
    }
  }
  return known;
}
