import type { CiphersuiteImpl } from 'ts-mls/crypto/ciphersuite.js';
import { encryptWithLabel } from 'ts-mls/crypto/hpke.js';
import { deriveSecret } from 'ts-mls/crypto/kdf.js';
import { encodeGroupContext, type GroupContext } from 'ts-mls/groupContext.js';
import { signLeafNodeCommit } from 'ts-mls/leafNode.js';
import { ValidationError } from 'ts-mls/mlsError.js';
import {
  filteredDirectPath,
  filteredDirectPathAndCopathResolution,
  getHpkePublicKey,
  type RatchetTree,
} from 'ts-mls/ratchetTree.js';
import { directPath, type LeafIndex, leafToNodeIndex, leafWidth, type NodeIndex } from 'ts-mls/treemath.js';
import type { PathSecret, UpdatePath } from 'ts-mls/updatePath.js';
import { equalBytes } from '../../crypto/bytes.ts';
import { parentHash } from './parent-hash.ts';
import { treeHash } from './tree-hash.ts';

export interface NewPath {
  readonly tree: RatchetTree;
  readonly updatePath: UpdatePath;
  /** From the leaf's parent to the root. */
  readonly secrets: PathSecret[];
  readonly leafPrivateKey: Uint8Array;
}

function blankPath(tree: RatchetTree, leaf: LeafIndex): RatchetTree {
  const copy = tree.slice();
  for (const index of directPath(leafToNodeIndex(leaf), leafWidth(tree.length))) copy[index] = undefined;
  return copy;
}

function setParent(tree: RatchetTree, index: NodeIndex, hpkePublicKey: Uint8Array, hash: Uint8Array): void {
  tree[index] = { nodeType: 'parent', parent: { hpkePublicKey, parentHash: hash, unmergedLeaves: [] } };
}

/**
 * A new path for a leaf whose credential and capabilities the tree already has (RFC 9420 section 7.4 to 7.6).
 * @param context of the epoch before, with the extensions of the next
 * @param exclude leaves that are new: they get their secret in the Welcome
 */
export async function newUpdatePath(
  tree: RatchetTree,
  own: LeafIndex,
  context: GroupContext,
  signingKey: Uint8Array,
  suite: CiphersuiteImpl,
  exclude: readonly NodeIndex[] = [],
): Promise<NewPath> {
  const { kdf, hpke } = suite;
  const at = leafToNodeIndex(own);
  const before = tree[at];
  if (before?.nodeType !== 'leaf') throw new ValidationError(`no member at leaf ${own}`);
  const after = blankPath(tree, own);
  const start = suite.rng.randomBytes(kdf.size);
  const leafKeys = await hpke.deriveKeyPair(await deriveSecret(start, 'node', kdf));
  const secrets: PathSecret[] = [];
  const keys: Uint8Array[] = [];
  let secret = start;
  for (const { nodeIndex, resolution } of filteredDirectPathAndCopathResolution(own, tree)) {
    secret = await deriveSecret(secret, 'path', kdf);
    const { publicKey } = await hpke.deriveKeyPair(await deriveSecret(secret, 'node', kdf));
    secrets.push({ nodeIndex, secret, sendTo: resolution.filter((node) => !exclude.includes(node)) });
    keys.push(await hpke.exportPublicKey(publicKey));
  }
  for (let level = secrets.length - 1; level >= 0; level--) {
    const [path, key] = [secrets[level], keys[level]];
    if (path && key)
      setParent(after, path.nodeIndex as NodeIndex, key, parentHash(after, path.nodeIndex as NodeIndex).hash);
  }
  const { extensions, capabilities, credential, signaturePublicKey } = before.leaf;
  const leaf = await signLeafNodeCommit(
    {
      leafNodeSource: 'commit',
      hpkePublicKey: await hpke.exportPublicKey(leafKeys.publicKey),
      ...{ extensions, capabilities, credential, signaturePublicKey },
      parentHash: parentHash(after, at).hash,
      groupId: context.groupId,
      leafIndex: own,
    },
    signingKey,
    suite.signature,
  );
  after[at] = { nodeType: 'leaf', leaf };
  const sealedTo = encodeGroupContext({ ...context, epoch: context.epoch + 1n, treeHash: treeHash(after) });
  const nodes: UpdatePath['nodes'] = [];
  for (const [level, path] of secrets.entries()) {
    const encryptedPathSecret = [];
    for (const receiver of path.sendTo) {
      const node = tree[receiver];
      if (!node) throw new ValidationError(`node ${receiver} is blank`);
      const key = await hpke.importPublicKey(getHpkePublicKey(node));
      const { ct, enc } = await encryptWithLabel(key, 'UpdatePathNode', sealedTo, path.secret, hpke);
      encryptedPathSecret.push({ ciphertext: ct, kemOutput: enc });
    }
    nodes.push({ hpkePublicKey: keys[level] ?? new Uint8Array(0), encryptedPathSecret });
  }
  return {
    tree: after,
    updatePath: { leafNode: leaf, nodes },
    secrets,
    leafPrivateKey: await hpke.exportPrivateKey(leafKeys.privateKey),
  };
}

/**
 * Puts the public keys of a path into the tree (RFC 9420 section 7.5). Throws when they are not new, too many or too
 * few, or when the leaf's parent hash is not theirs.
 * @param joining the leaf was not there before: an external commit
 */
export function treeWithPath(tree: RatchetTree, leaf: LeafIndex, path: UpdatePath, joining: boolean): RatchetTree {
  const at = leafToNodeIndex(leaf);
  const before = tree[at];
  if (before?.nodeType !== 'leaf') throw new ValidationError(`no member at leaf ${leaf}`);
  const latin1 = (key: Uint8Array): string => Buffer.from(key).toString('latin1');
  const old = new Set(
    tree.flatMap((node, index) => (node && !(joining && index === at) ? [latin1(getHpkePublicKey(node))] : [])),
  );
  const keys = [path.leafNode.hpkePublicKey, ...path.nodes.map(({ hpkePublicKey }) => hpkePublicKey)].map(latin1);
  if (keys.some((key) => old.has(key)) || new Set(keys).size !== keys.length) {
    throw new ValidationError('an encryption key of the UpdatePath is not new');
  }
  const filtered = filteredDirectPath(leaf, tree);
  if (filtered.length !== path.nodes.length) throw new ValidationError('the UpdatePath has another length');
  const after = blankPath(tree, leaf);
  after[at] = { nodeType: 'leaf', leaf: path.leafNode };
  for (let level = filtered.length - 1; level >= 0; level--) {
    const [index, node] = [filtered[level], path.nodes[level]];
    if (index !== undefined && node) setParent(after, index, node.hpkePublicKey, parentHash(after, index).hash);
  }
  const told = path.leafNode.leafNodeSource === 'commit' ? path.leafNode.parentHash : undefined;
  if (!told || !equalBytes(told, parentHash(after, at).hash)) {
    throw new ValidationError("the leaf's parent hash is not that of the UpdatePath");
  }
  return after;
}
