import {
  type ClientState,
  throwIfDefined,
  validateLeafNodeCredentialAndKeyUniqueness,
  validateLeafNodeUpdateOrCommit,
} from 'ts-mls/clientState.js';
import { applyUpdatePathSecret } from 'ts-mls/createCommit.js';
import type { CiphersuiteImpl } from 'ts-mls/crypto/ciphersuite.js';
import { deriveSecret } from 'ts-mls/crypto/kdf.js';
import { verifyConfirmationTag } from 'ts-mls/framedContent.js';
import { initializeEpoch } from 'ts-mls/keySchedule.js';
import { CryptoVerificationError, ValidationError } from 'ts-mls/mlsError.js';
import { emptyPskIndex, type PskIndex } from 'ts-mls/pskIndex.js';
import type { PublicMessage } from 'ts-mls/publicMessage.js';
import { addLeafNode, type RatchetTree } from 'ts-mls/ratchetTree.js';
import { createSecretTree } from 'ts-mls/secretTree.js';
import {
  type LeafIndex,
  leafToNodeIndex,
  leafWidth,
  nodeToLeafIndex,
  toLeafIndex,
  toNodeIndex,
} from 'ts-mls/treemath.js';
import type { UpdatePath } from 'ts-mls/updatePath.js';
import { effectOf } from './effective-proposals.ts';
import { transcriptAfter, verifyHandshake } from './handshake.ts';
import { followPath } from './path-secrets.ts';
import { type PublicCommit, publicCommitOf } from './public-commit.ts';
import { treeHash } from './tree-hash.ts';
import { checkUniqueKeys } from './tree-keys.ts';
import { treeWithPath } from './update-path.ts';

/** `followCommit` for a commit as the library read it. */
export async function applyCommit(
  state: ClientState,
  message: PublicMessage,
  suite: CiphersuiteImpl,
  psks: PskIndex = emptyPskIndex,
): Promise<ClientState | 'removed'> {
  const followed = await followCommit(state, publicCommitOf(message), suite, psks);
  return followed === 'removed' ? followed : followed.state;
}

/**
 * Verifies a commit in a PublicMessage and moves to the epoch it leads to (RFC 9420 section 12.4.2), telling which
 * leaves it removed; `removed` when it takes this member out. Throws for anything that is wrong.
 */
export async function followCommit(
  state: ClientState,
  message: PublicCommit,
  suite: CiphersuiteImpl,
  psks: PskIndex = emptyPskIndex,
): Promise<{ readonly state: ClientState; readonly removed: readonly number[] } | 'removed'> {
  const { keySchedule, groupContext: before, ratchetTree } = state;
  const { sender, path: sent } = message;
  const committer = sender.type === 'member' ? toLeafIndex(sender.leafIndex) : undefined;
  const known = committer === undefined ? undefined : ratchetTree[leafToNodeIndex(committer)];
  const signatureKey = known?.nodeType === 'leaf' ? known.leaf.signaturePublicKey : undefined;
  const joining = committer === undefined ? sent?.leafNode.signaturePublicKey : undefined;
  await verifyHandshake(message, state, signatureKey ?? joining, suite);

  const effect = await effectOf(state, message.proposals, committer, psks, suite);
  const { applied, extensions } = effect;
  const { additionalResult: kind } = applied;
  if (kind.kind === 'reinit') throw new ValidationError('re-initialisation is not supported');
  if (effect.needsPath && !sent) throw new ValidationError('the UpdatePath is missing');
  const leaf = kind.kind === 'externalCommit' ? kind.newMemberLeafIndex : committer;
  if (leaf === undefined) throw new ValidationError('a member commit from someone who is no member');
  const extended = { ...before, extensions };
  if (sent) {
    const { authService } = state.clientConfig;
    throwIfDefined(await validateLeafNodeUpdateOrCommit(sent.leafNode, leaf, extended, authService, suite.signature));
    throwIfDefined(await validateLeafNodeCredentialAndKeyUniqueness(applied.tree, sent.leafNode, leaf));
  }
  // Somebody else may stand at this member's leaf already, so the tree does not tell.
  if (effect.removed.includes(state.privatePath.leafIndex)) return 'removed';

  const added = kind.kind === 'memberCommit' ? kind.addedLeafNodes.map(([index]) => leafToNodeIndex(index)) : [];
  const external = kind.kind === 'externalCommit';
  const path = sent
    ? await applyPath({ ...state, groupContext: extended }, applied.tree, external, leaf, sent, added, suite)
    : { tree: applied.tree, privatePath: state.privatePath, commitSecret: new Uint8Array(suite.kdf.size) };
  checkUniqueKeys(path.tree);
  const groupContext = {
    ...extended,
    epoch: before.epoch + 1n,
    treeHash: treeHash(path.tree),
    confirmedTranscriptHash: transcriptAfter(before, state.confirmationTag, message.content, message.signature),
  };
  const initSecret = kind.kind === 'externalCommit' ? kind.externalInitSecret : keySchedule.initSecret;
  const epoch = await initializeEpoch(initSecret, path.commitSecret, groupContext, applied.pskSecret, suite.kdf);
  const { confirmationKey } = epoch.keySchedule;
  const { confirmedTranscriptHash } = groupContext;
  if (!(await verifyConfirmationTag(confirmationKey, message.confirmationTag, confirmedTranscriptHash, suite.hash))) {
    throw new CryptoVerificationError('the confirmation tag does not match');
  }
  const next: ClientState = {
    ...state,
    groupContext,
    ratchetTree: path.tree,
    privatePath: path.privatePath,
    keySchedule: epoch.keySchedule,
    unappliedProposals: {},
    confirmationTag: message.confirmationTag,
    secretTree: await createSecretTree(leafWidth(path.tree.length), epoch.encryptionSecret, suite.kdf),
  };
  return { state: next, removed: effect.removed };
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
  const updated = treeWithPath(placed, leaf, path, external);
  const provisional = {
    ...state.groupContext,
    epoch: state.groupContext.epoch + 1n,
    treeHash: treeHash(updated),
  };
  const found = await applyUpdatePathSecret(updated, state.privatePath, leaf, provisional, path, [...added], suite);
  const from = toNodeIndex(found.nodeIndex);
  const { privatePath, rootSecret } = await followPath(updated, from, found.pathSecret, state.privatePath, suite);
  return { tree: updated, privatePath, commitSecret: await deriveSecret(rootSecret, 'path', suite.kdf) };
}
