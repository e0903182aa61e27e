import { encodeLeafNode } from 'ts-mls/leafNode.js';
import { encodeParentNode } from 'ts-mls/parentNode.js';
import type { RatchetTree } from 'ts-mls/ratchetTree.js';
import { isLeaf, left, type NodeIndex, right, rootFromNodeWidth } from 'ts-mls/treemath.js';
import { sha256 } from '../../crypto/sha256.ts';
import { opaque, uint32 } from '../wire/writer.ts';

type Node = NonNullable<RatchetTree[number]>;

/** Nodes are values that trees share, so what was hashed of one tree need not be hashed again of the next. */
const known = new WeakMap<Node, { readonly of: string; readonly hash: Uint8Array }>();

function remembered(node: Node | undefined, of: string, compute: () => Uint8Array): Uint8Array {
  if (!node) return compute();
  const before = known.get(node);
  if (before?.of === of) return before.hash;
  const hash = compute();
  known.set(node, { of, hash });
  return hash;
}

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
const join = (...parts: readonly Uint8Array[]): Uint8Array => Buffer.concat(parts);
const blank = Uint8Array.of(0);
const present = Uint8Array.of(1);

/** The hash of the subtree below a node. */
export function subtreeHash(tree: RatchetTree, index: NodeIndex): Uint8Array {
  const node = tree[index];
  if (isLeaf(index)) {
    const content = node?.nodeType === 'leaf' ? () => join(present, encodeLeafNode(node.leaf)) : () => blank;
    return remembered(node, `${index}`, () => sha256(join(Uint8Array.of(1), uint32(index / 2), content())));
  }
  const [leftHash, rightHash] = [subtreeHash(tree, left(index)), subtreeHash(tree, right(index))];
  const content = node?.nodeType === 'parent' ? () => join(present, encodeParentNode(node.parent)) : () => blank;
  return remembered(node, latin1(leftHash) + latin1(rightHash), () =>
    sha256(join(Uint8Array.of(2), content(), opaque(leftHash), opaque(rightHash))),
  );
}

/** The tree hash of a ratchet tree (RFC 9420 section 7.8), for suites whose hash is SHA-256. */
export function treeHash(tree: RatchetTree): Uint8Array {
  return subtreeHash(tree, rootFromNodeWidth(tree.length));
}
