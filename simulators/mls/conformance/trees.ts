import assert from 'node:assert/strict';
import { applyUpdatePathSecret } from 'ts-mls/createCommit.js';
import type { CiphersuiteImpl } from 'ts-mls/crypto/ciphersuite.js';
import { deriveSecret } from 'ts-mls/crypto/kdf.js';
import type { GroupContext } from 'ts-mls/groupContext.js';
import { verifyLeafNodeSignature } from 'ts-mls/leafNode.js';
import { toPrivateKeyPath } from 'ts-mls/privateKeyPath.js';
import { decodeProposal } from 'ts-mls/proposal.js';
import {
  addLeafNode,
  decodeRatchetTree,
  encodeRatchetTree,
  removeLeafNode,
  resolution,
  updateLeafNode,
} from 'ts-mls/ratchetTree.js';
import { leafToNodeIndex, toLeafIndex, toNodeIndex } from 'ts-mls/treemath.js';
import { decodeUpdatePath } from 'ts-mls/updatePath.js';
import { hasValidParentHashes } from '../engine/parent-hash.ts';
import { followPath } from '../engine/path-secrets.ts';
import { subtreeHash, treeHash } from '../engine/tree-hash.ts';
import { treeWithPath } from '../engine/update-path.ts';
import { hex, same, vectorFile, whole } from './vector-file.ts';

const treeOf = (encoded: string) => whole(decodeRatchetTree(hex(encoded), 0), hex(encoded), 'ratchet_tree');

interface TreeOperation {
  readonly cipher_suite: number;
  readonly tree_before: string;
  readonly proposal: string;
  readonly proposal_sender: number;
  readonly tree_hash_before: string;
  readonly tree_after: string;
  readonly tree_hash_after: string;
}

export const treeOperations = vectorFile<TreeOperation>(
  'tree-operations',
  5,
  { ours: ['treeHash'], library: ['RatchetTree add, update and remove'] },
  (vector) => {
    const before = treeOf(vector.tree_before);
    same(treeHash(before), vector.tree_hash_before, 'tree hash before');
    const proposal = whole(decodeProposal(hex(vector.proposal), 0), hex(vector.proposal), 'proposal');
    const after = (() => {
      if (proposal.proposalType === 'add') return addLeafNode(before, proposal.add.keyPackage.leafNode)[0];
      if (proposal.proposalType === 'remove') return removeLeafNode(before, toLeafIndex(proposal.remove.removed));
      if (proposal.proposalType === 'update') {
        return updateLeafNode(before, proposal.update.leafNode, toLeafIndex(vector.proposal_sender));
      }
      return assert.fail('another proposal');
    })();
    same(encodeRatchetTree(after), vector.tree_after, 'tree after');
    same(treeHash(after), vector.tree_hash_after, 'tree hash after');
  },
);

interface TreeValidation {
  readonly cipher_suite: number;
  readonly tree: string;
  readonly group_id: string;
  readonly tree_hashes: readonly string[];
  readonly resolutions: readonly (readonly number[])[];
}

export const treeValidation = vectorFile<TreeValidation>(
  'tree-validation',
  28,
  { ours: ['subtreeHash', 'hasValidParentHashes'], library: ['RatchetTree resolution', 'leaf signatures'] },
  async (vector, suite, count) => {
    const tree = treeOf(vector.tree);
    for (const [index, expected] of vector.resolutions.entries()) {
      const node = toNodeIndex(index);
      assert.deepEqual(resolution(tree, node), expected);
      same(subtreeHash(tree, node), vector.tree_hashes[index] ?? '', `hash of node ${index}`);
      count('nodes');
    }
    assert.ok(hasValidParentHashes(tree), 'parent hashes');
    for (const [index, node] of tree.entries()) {
      if (node?.nodeType !== 'leaf') continue;
      assert.ok(await verifyLeafNodeSignature(node.leaf, hex(vector.group_id), index / 2, suite.signature));
      count('leaf signatures');
    }
  },
);

interface TreeKem {
  readonly cipher_suite: number;
  readonly group_id: string;
  readonly epoch: number;
  readonly confirmed_transcript_hash: string;
  readonly ratchet_tree: string;
  readonly leaves_private: readonly {
    readonly index: number;
    readonly encryption_priv: string;
    readonly path_secrets: readonly { readonly node: number; readonly path_secret: string }[];
  }[];
  readonly update_paths: readonly {
    readonly sender: number;
    readonly update_path: string;
    readonly path_secrets: readonly (string | null)[];
    readonly commit_secret: string;
    readonly tree_hash_after: string;
  }[];
}

/** The private keys a leaf holds of the tree: its own, and what its path secrets lead to. */
async function privatePath(leaf: TreeKem['leaves_private'][number], suite: CiphersuiteImpl) {
  const secrets = Object.fromEntries(leaf.path_secrets.map(({ node, path_secret }) => [node, hex(path_secret)]));
  const { privateKeys } = await toPrivateKeyPath(secrets, leaf.index, suite);
  const own = leafToNodeIndex(toLeafIndex(leaf.index));
  return { leafIndex: leaf.index, privateKeys: { ...privateKeys, [own]: hex(leaf.encryption_priv) } };
}

export const treekem = vectorFile<TreeKem>(
  'treekem',
  22,
  { ours: ['treeWithPath', 'treeHash', 'followPath'], library: ['applyUpdatePathSecret'] },
  async (vector, suite, count) => {
    const tree = treeOf(vector.ratchet_tree);
    for (const update of vector.update_paths) {
      const bytes = hex(update.update_path);
      const path = whole(decodeUpdatePath(bytes, 0), bytes, 'UpdatePath');
      const sender = toLeafIndex(update.sender);
      const updated = treeWithPath(tree, sender, path, false);
      const hash = treeHash(updated);
      same(hash, update.tree_hash_after, 'tree hash after the update');
      const context: GroupContext = {
        version: 'mls10',
        cipherSuite: suite.name,
        groupId: hex(vector.group_id),
        epoch: BigInt(vector.epoch),
        treeHash: hash,
        confirmedTranscriptHash: hex(vector.confirmed_transcript_hash),
        extensions: [],
      };
      for (const leaf of vector.leaves_private) {
        if (leaf.index === update.sender) continue;
        const own = await privatePath(leaf, suite);
        const found = await applyUpdatePathSecret(updated, own, sender, context, path, [], suite);
        same(found.pathSecret, update.path_secrets[leaf.index] ?? '', `path secret for leaf ${leaf.index}`);
        const from = toNodeIndex(found.nodeIndex);
        const { rootSecret } = await followPath(updated, from, found.pathSecret, own, suite);
        same(await deriveSecret(rootSecret, 'path', suite.kdf), update.commit_secret, 'commit secret');
        count('path secrets');
      }
    }
  },
);
