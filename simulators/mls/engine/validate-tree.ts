import type { ClientConfig } from 'ts-mls/clientConfig.js';
import { throwIfDefined, validateLeafNodeUpdateOrCommit } from 'ts-mls/clientState.js';
import type { CiphersuiteImpl } from 'ts-mls/crypto/ciphersuite.js';
import { extensionsSupportedByCapabilities } from 'ts-mls/extension.js';
import type { GroupContext } from 'ts-mls/groupContext.js';
import { type LeafNode, verifyLeafNodeSignatureKeyPackage } from 'ts-mls/leafNode.js';
import { CryptoVerificationError, ValidationError } from 'ts-mls/mlsError.js';
import type { RatchetTree } from 'ts-mls/ratchetTree.js';
import { decodeRequiredCapabilities } from 'ts-mls/requiredCapabilities.js';
import { directPath, leafToNodeIndex, leafWidth, toLeafIndex, toNodeIndex } from 'ts-mls/treemath.js';
import { equalBytes } from '../../crypto/bytes.ts';
import { limits } from '../wire/limits.ts';
import { hasValidParentHashes } from './parent-hash.ts';
import { treeHash } from './tree-hash.ts';
import { checkUniqueKeys } from './tree-keys.ts';

/**
 * Throws unless a ratchet tree from outside is that of the group context (RFC 9420 section 12.4.3.1). The library's own
 * check demands that every parent above an unmerged leaf has the same list of them, so it refuses trees that are right,
 * and takes an unmerged leaf that is no descendant.
 */
export async function validateTree(
  tree: RatchetTree,
  context: GroupContext,
  config: ClientConfig,
  suite: CiphersuiteImpl,
): Promise<void> {
  if (tree.length > limits.treeNodes) throw new ValidationError(`a tree of ${tree.length} nodes`);
  // The library reads this extension as one sender where RFC 9420 section 12.1.8.1 has a vector.
  if (context.extensions.some(({ extensionType }) => extensionType === 'external_senders')) {
    throw new ValidationError('groups with external senders are not supported');
  }
  const leaves: LeafNode[] = [];
  for (const [index, node] of tree.entries()) {
    if (node && (node.nodeType === 'leaf') !== (index % 2 === 0)) {
      throw new ValidationError(`node ${index} of the tree is a ${node.nodeType}`);
    }
    if (node?.nodeType === 'leaf') leaves.push(node.leaf);
    if (node?.nodeType === 'parent') checkUnmerged(tree, index, node.parent.unmergedLeaves);
  }
  checkUniqueKeys(tree);
  if (!equalBytes(treeHash(tree), context.treeHash)) {
    throw new ValidationError('the tree is not the one whose hash the group context has');
  }
  if (!hasValidParentHashes(tree)) throw new CryptoVerificationError('a parent hash does not match');
  checkCapabilities(leaves, context);
  for (const [index, node] of tree.entries()) {
    if (node?.nodeType === 'leaf') await validateLeaf(node.leaf, index / 2, context, config, suite);
  }
}

/** Unmerged leaves are members below the parent, in order, and every parent between knows of them (section 7.9). */
function checkUnmerged(tree: RatchetTree, parent: number, unmerged: readonly number[]): void {
  const width = leafWidth(tree.length);
  for (const [position, leaf] of unmerged.entries()) {
    const at = leafToNodeIndex(toLeafIndex(leaf));
    const path = tree[at]?.nodeType === 'leaf' ? directPath(at, width) : [];
    const above = path.indexOf(toNodeIndex(parent));
    const sorted = position === 0 || leaf > (unmerged[position - 1] ?? leaf);
    if (above === -1 || !sorted) throw new ValidationError(`leaf ${leaf} cannot be unmerged at node ${parent}`);
    for (const between of path.slice(0, above)) {
      const node = tree[between];
      if (node?.nodeType === 'parent' && !node.parent.unmergedLeaves.includes(leaf)) {
        throw new ValidationError(`leaf ${leaf} is unmerged at node ${parent}, but not at node ${between} below`);
      }
    }
  }
}

/** Every member must know what the group uses: its extensions, and each other's kinds of credentials. */
function checkCapabilities(leaves: readonly LeafNode[], { extensions }: GroupContext): void {
  const used = new Set(leaves.map(({ credential }) => credential.credentialType));
  for (const { capabilities } of leaves) {
    if (![...used].every((type) => capabilities.credentials.includes(type))) {
      throw new ValidationError('a member does not support the credential of another');
    }
    if (!extensionsSupportedByCapabilities(extensions, capabilities)) {
      throw new ValidationError('a member does not support an extension of the group');
    }
  }
}

async function validateLeaf(
  leaf: LeafNode,
  leafIndex: number,
  context: GroupContext,
  config: ClientConfig,
  suite: CiphersuiteImpl,
): Promise<void> {
  if (leaf.leafNodeSource !== 'key_package') {
    const { authService } = config;
    throwIfDefined(await validateLeafNodeUpdateOrCommit(leaf, leafIndex, context, authService, suite.signature));
    return;
  }
  if (!(await verifyLeafNodeSignatureKeyPackage(leaf, suite.signature))) {
    throw new CryptoVerificationError(`the signature of leaf ${leafIndex} is not its owner's`);
  }
  if (!(await config.authService.validateCredential(leaf.credential, leaf.signaturePublicKey))) {
    throw new ValidationError(`the credential of leaf ${leafIndex} is not accepted`);
  }
  const required = context.extensions.find(({ extensionType }) => extensionType === 'required_capabilities');
  if (!required) return;
  const wanted = decodeRequiredCapabilities(required.extensionData, 0)?.[0];
  if (!wanted) throw new ValidationError('the required capabilities do not decode');
  const { capabilities } = leaf;
  const able =
    wanted.extensionTypes.every((type) => capabilities.extensions.includes(type)) &&
    wanted.proposalTypes.every((type) => capabilities.proposals.includes(type)) &&
    wanted.credentialTypes.every((type) => capabilities.credentials.includes(type));
  if (!able) throw new ValidationError(`leaf ${leafIndex} does not support what the group requires`);
}
