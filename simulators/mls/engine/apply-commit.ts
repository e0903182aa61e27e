import {
  applyProposals,
  type ClientState,
  nextEpochContext,
  throwIfDefined,
  validateLeafNodeCredentialAndKeyUniqueness,
  validateLeafNodeUpdateOrCommit,
} from 'ts-mls/clientState.js';
import { applyUpdatePathSecret } from 'ts-mls/createCommit.js';
import type { CiphersuiteImpl } from 'ts-mls/crypto/ciphersuite.js';
import { deriveSecret } from 'ts-mls/crypto/kdf.js';
import { verifyConfirmationTag } from 'ts-mls/framedContent.js';
import { initializeEpoch } from 'ts-mls/keySchedule.js';
import { unprotectPublicMessage } from 'ts-mls/messageProtectionPublic.js';
import { CryptoVerificationError, ValidationError } from 'ts-mls/mlsError.js';
import { emptyPskIndex, type PskIndex } from 'ts-mls/pskIndex.js';
import type { PublicMessage } from 'ts-mls/publicMessage.js';
import { addLeafNode, type RatchetTree } from 'ts-mls/ratchetTree.js';
import { createSecretTree } from 'ts-mls/secretTree.js';
import { treeHashRoot } from 'ts-mls/treeHash.js';
import {
  type LeafIndex,
  leafToNodeIndex,
  leafWidth,
  nodeToLeafIndex,
  toLeafIndex,
  toNodeIndex,
} from 'ts-mls/treemath.js';
import { applyUpdatePath, type UpdatePath } from 'ts-mls/updatePath.js';
import { followPath } from './path-secrets.ts';

/**
 * Verifies a commit in a PublicMessage and moves to the epoch it leads to (RFC 9420 section 12.4.2); `removed` when it
 * takes this member out. Throws for anything that is wrong.
 */
export async function applyCommit(
  state: ClientState,
  message: PublicMessage,
  suite: CiphersuiteImpl,
  psks: PskIndex = emptyPskIndex,
): Promise<ClientState | 'removed'> {
  const { keySchedule, groupContext: before, ratchetTree } = state;
  const { content, auth } = await unprotectPublicMessage(
    keySchedule.membershipKey,
    before,
    ratchetTree,
    message,
    suite,
  );
  if (content.contentType !== 'commit' || auth.contentType !== 'commit') throw new ValidationError('not a commit');
  const { sender, commit } = content;
  const committer = sender.senderType === 'member' ? toLeafIndex(sender.leafIndex) : undefined;
  const applied = await applyProposals(state, commit.proposals, committer, psks, false, suite);
  const { additionalResult: kind } = applied;
  if (kind.kind === 'reinit') throw new ValidationError('re-initialisation is not supported');
  if (applied.needsUpdatePath && !commit.path) throw new ValidationError('the UpdatePath is missing');
  const leaf = kind.kind === 'externalCommit' ? kind.newMemberLeafIndex : committer;
  if (leaf === undefined) throw new ValidationError('a member commit from someone who is no member');
  if (commit.path) {
    const { authService } = state.clientConfig;
    const { leafNode } = commit.path;
    throwIfDefined(await validateLeafNodeUpdateOrCommit(leafNode, leaf, before, authService, suite.signature));
    throwIfDefined(await validateLeafNodeCredentialAndKeyUniqueness(applied.tree, leafNode, leaf));
  }
  if (applied.selfRemoved) return 'removed';

  const added = kind.kind === 'memberCommit' ? kind.addedLeafNodes.map(([index]) => leafToNodeIndex(index)) : [];
  const extensions = kind.kind === 'memberCommit' && kind.extensions.length > 0 ? kind.extensions : before.extensions;
  const extended = { ...before, extensions };
  const path = commit.path
    ? await applyPath(
        { ...state, groupContext: extended },
        applied.tree,
        kind.kind === 'externalCommit',
        leaf,
        commit.path,
        added,
        suite,
      )
    : { tree: applied.tree, privatePath: state.privatePath, commitSecret: new Uint8Array(suite.kdf.size) };
  const groupContext = await nextEpochContext(
    extended,
    'mls_public_message',
    content,
    auth.signature,
    await treeHashRoot(path.tree, suite.hash),
    state.confirmationTag,
    suite.hash,
  );
  const initSecret = kind.kind === 'externalCommit' ? kind.externalInitSecret : keySchedule.initSecret;
  const epoch = await initializeEpoch(initSecret, path.commitSecret, groupContext, applied.pskSecret, suite.kdf);
  const { confirmationKey } = epoch.keySchedule;
  const { confirmedTranscriptHash } = groupContext;
  if (!(await verifyConfirmationTag(confirmationKey, auth.confirmationTag, confirmedTranscriptHash, suite.hash))) {
    throw new CryptoVerificationError('the confirmation tag does not match');
  }
  return {
    ...state,
    groupContext,
    ratchetTree: path.tree,
    privatePath: path.privatePath,
    keySchedule: epoch.keySchedule,
    unappliedProposals: {},
    confirmationTag: auth.confirmationTag,
    secretTree: await createSecretTree(leafWidth(path.tree.length), epoch.encryptionSecret, suite.kdf),
  };
}

/** Puts the path's public keys into the tree and decrypts the secret that is meant for this member (section 7.5). */
async function applyPath(
  state: ClientState,
  tree: RatchetTree,
  external: boolean,
  committer: LeafIndex,
  path: UpdatePath,
  added: readonly ReturnType<typeof toNodeIndex>[],
  suite: CiphersuiteImpl,
) {
  const [placed, node] = external ? addLeafNode(tree, path.leafNode) : ([tree, leafToNodeIndex(committer)] as const);
  const leaf = nodeToLeafIndex(node);
  const updated = await applyUpdatePath(placed, leaf, path, suite.hash, external);
  const provisional = {
    ...state.groupContext,
    epoch: state.groupContext.epoch + 1n,
    treeHash: await treeHashRoot(updated, suite.hash),
  };
  const found = await applyUpdatePathSecret(updated, state.privatePath, leaf, provisional, path, [...added], suite);
  const from = toNodeIndex(found.nodeIndex);
  const { privatePath, rootSecret } = await followPath(updated, from, found.pathSecret, state.privatePath, suite);
  return { tree: updated, privatePath, commitSecret: await deriveSecret(rootSecret, 'path', suite.kdf) };
}
