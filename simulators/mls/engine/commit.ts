import type { ClientState } from 'ts-mls/clientState.js';
import { createGroupInfoWithRatchetTree } from 'ts-mls/createCommit.js';
import type { CiphersuiteImpl } from 'ts-mls/crypto/ciphersuite.js';
import { createConfirmationTag } from 'ts-mls/framedContent.js';
import type { KeyPackage } from 'ts-mls/keyPackage.js';
import { makeKeyPackageRef } from 'ts-mls/keyPackage.js';
import { initializeEpoch } from 'ts-mls/keySchedule.js';
import { encodeMlsMessage } from 'ts-mls/message.js';
import { getCommitSecret, pathToPathSecrets } from 'ts-mls/pathSecrets.js';
import { mergePrivateKeyPaths, toPrivateKeyPath, updateLeafKey } from 'ts-mls/privateKeyPath.js';
import type { Proposal } from 'ts-mls/proposal.js';
import type { ProposalOrRef } from 'ts-mls/proposalOrRefType.js';
import { emptyPskIndex } from 'ts-mls/pskIndex.js';
import type { RatchetTree } from 'ts-mls/ratchetTree.js';
import { createSecretTree } from 'ts-mls/secretTree.js';
import { type LeafIndex, leafToNodeIndex, leafWidth, toLeafIndex, toNodeIndex } from 'ts-mls/treemath.js';
import { firstCommonAncestor, type PathSecret, type UpdatePath } from 'ts-mls/updatePath.js';
import { encryptGroupInfo, encryptGroupSecrets } from 'ts-mls/welcome.js';
import { effectOf } from './effective-proposals.ts';
import { groupOf } from './group.ts';
import { exportGroupInfo } from './group-info.ts';
import { encodeHandshake, framed, signHandshake, transcriptAfter } from './handshake.ts';
import { type Identity, MlsUsageError, type StagedCommit } from './port.ts';
import { authenticationOf, credentialOf, wireCredential } from './profile.ts';
import { encodeCommit } from './public-commit.ts';
import { treeHash } from './tree-hash.ts';
import { checkUniqueKeys } from './tree-keys.ts';
import { newUpdatePath } from './update-path.ts';

interface Path {
  readonly tree: RatchetTree;
  readonly updatePath: UpdatePath | undefined;
  readonly secrets: PathSecret[];
  readonly privatePath: ClientState['privatePath'];
  readonly commitSecret: Uint8Array;
}

export interface CommitOptions {
  /** The new leaf's, when it is to be another than before. */
  readonly identity?: Identity | undefined;
  /** Proposals received before. */
  readonly references?: readonly Uint8Array[];
}

/**
 * Makes a commit (RFC 9420 section 12.4.1) out of the library's parts. The library's own `createCommit` is not used
 * because it checks the lifetime of added KeyPackages against the machine's clock, seals the path of a commit that
 * changes the group context to the context before, and leaves the path out when nothing else is in it.
 */
export async function stageCommit(
  state: ClientState,
  byValue: readonly Proposal[],
  suite: CiphersuiteImpl,
  { identity, references = [] }: CommitOptions = {},
): Promise<StagedCommit> {
  const own = toLeafIndex(state.privatePath.leafIndex);
  const proposals: ProposalOrRef[] = [
    ...references.map((reference) => ({ proposalOrRefType: 'reference' as const, reference })),
    ...byValue.map((proposal) => ({ proposalOrRefType: 'proposal' as const, proposal })),
  ];
  const { applied, removed, extensions, needsPath } = await effectOf(state, proposals, own, emptyPskIndex, suite);
  if (applied.additionalResult.kind !== 'memberCommit' || removed.includes(own)) {
    throw new MlsUsageError('a member cannot commit its own removal, a re-initialisation or an external join');
  }
  const added = applied.additionalResult.addedLeafNodes;
  if (identity) renewable(state, identity);
  const signingKey = identity?.signaturePrivateKey ?? state.signaturePrivateKey;
  const { groupContext: before } = state;
  const extended = { ...state, groupContext: { ...before, extensions } };
  const path =
    needsPath || identity
      ? await newPath(extended, withIdentity(applied.tree, own, identity), added, signingKey, suite)
      : { ...withoutPath(state, suite), tree: applied.tree };
  checkUniqueKeys(path.tree);

  const sender = { type: 'member' as const, leafIndex: own };
  const content = framed(before, sender, 'commit', encodeCommit(proposals, path.updatePath));
  const signature = await signHandshake(content, before, state.signaturePrivateKey, suite);
  const groupContext = {
    ...extended.groupContext,
    epoch: before.epoch + 1n,
    treeHash: treeHash(path.tree),
    confirmedTranscriptHash: transcriptAfter(before, state.confirmationTag, content, signature),
  };
  const { initSecret } = state.keySchedule;
  const epoch = await initializeEpoch(initSecret, path.commitSecret, groupContext, applied.pskSecret, suite.kdf);
  const { confirmationKey } = epoch.keySchedule;
  const confirmationTag = await createConfirmationTag(
    confirmationKey,
    groupContext.confirmedTranscriptHash,
    suite.hash,
  );
  const next: ClientState = {
    ...state,
    groupContext,
    confirmationTag,
    ratchetTree: path.tree,
    privatePath: path.privatePath,
    signaturePrivateKey: signingKey,
    keySchedule: epoch.keySchedule,
    unappliedProposals: {},
    secretTree: await createSecretTree(leafWidth(path.tree.length), epoch.encryptionSecret, suite.kdf),
  };
  const group = groupOf(next);
  return {
    commit: encodeHandshake({ sender, content, signature, confirmationTag }, state),
    welcome: added.length === 0 ? undefined : await welcomeFor(next, added, path.secrets, epoch, suite),
    group,
    groupInfo: () => exportGroupInfo(group, suite),
  };
}

/** @throws MlsUsageError when an identity cannot take the place of the one that this member has */
function renewable(state: ClientState, identity: Identity): void {
  const credential = wireCredential(credentialOf(identity));
  const after =
    credential && authenticationOf(state.clientConfig).authenticate(credential, identity.signaturePublicKey);
  if (!after?.ok) throw new MlsUsageError(`the renewed credential is not accepted: ${after?.detail ?? 'unknown'}`);
  const before = groupOf(state).members.find(({ leafIndex }) => leafIndex === state.privatePath.leafIndex);
  if (after.uri !== before?.uri) throw new MlsUsageError(`${before?.uri ?? 'nobody'} cannot become ${after.uri}`);
}

/** The tree whose own leaf carries another identity: the UpdatePath takes its credential from there. */
function withIdentity(tree: RatchetTree, own: LeafIndex, identity: Identity | undefined): RatchetTree {
  const node = tree[leafToNodeIndex(own)];
  if (!identity || node?.nodeType !== 'leaf') return tree;
  const { signaturePublicKey } = identity;
  const leaf = { ...node.leaf, credential: credentialOf(identity), signaturePublicKey };
  return tree.with(leafToNodeIndex(own), { nodeType: 'leaf', leaf });
}

function withoutPath(state: ClientState, suite: CiphersuiteImpl): Omit<Path, 'tree'> {
  return {
    updatePath: undefined,
    secrets: [],
    privatePath: state.privatePath,
    commitSecret: new Uint8Array(suite.kdf.size),
  };
}

async function newPath(
  state: ClientState,
  tree: RatchetTree,
  added: readonly [LeafIndex, KeyPackage][],
  signingKey: Uint8Array,
  suite: CiphersuiteImpl,
): Promise<Path> {
  const own = toLeafIndex(state.privatePath.leafIndex);
  // New members get their path secret in the Welcome, so the path is not encrypted to them.
  const exclude = added.map(([leafIndex]) => leafToNodeIndex(leafIndex));
  const made = await newUpdatePath(tree, own, state.groupContext, signingKey, suite, exclude);
  const { tree: updated, updatePath, secrets } = made;
  const pathKeys = await toPrivateKeyPath(pathToPathSecrets(secrets), state.privatePath.leafIndex, suite);
  const leafPath = updateLeafKey(state.privatePath, made.leafPrivateKey);
  const last = secrets.at(-1);
  const commitSecret = last
    ? await getCommitSecret(updated, toNodeIndex(last.nodeIndex), last.secret, suite.kdf)
    : new Uint8Array(suite.kdf.size);
  return { tree: updated, updatePath, secrets, privatePath: mergePrivateKeyPaths(leafPath, pathKeys), commitSecret };
}

/** RFC 9420 section 12.4.3.1. */
async function welcomeFor(
  next: ClientState,
  added: readonly [LeafIndex, KeyPackage][],
  pathSecrets: readonly PathSecret[],
  epoch: Awaited<ReturnType<typeof initializeEpoch>>,
  suite: CiphersuiteImpl,
): Promise<Uint8Array> {
  const { groupContext, confirmationTag, ratchetTree } = next;
  const groupInfo = await createGroupInfoWithRatchetTree(groupContext, confirmationTag, next, ratchetTree, [], suite);
  const encryptedGroupInfo = await encryptGroupInfo(groupInfo, epoch.welcomeSecret, suite);
  const own = toLeafIndex(next.privatePath.leafIndex);
  const secrets = [];
  for (const [leafIndex, keyPackage] of added) {
    const ancestor = firstCommonAncestor(ratchetTree, leafIndex, own);
    const pathSecret = pathSecrets.find(({ nodeIndex }) => nodeIndex === ancestor)?.secret;
    const { enc, ct } = await encryptGroupSecrets(
      await suite.hpke.importPublicKey(keyPackage.initKey),
      encryptedGroupInfo,
      { joinerSecret: epoch.joinerSecret, pathSecret, psks: [] },
      suite.hpke,
    );
    secrets.push({
      newMember: await makeKeyPackageRef(keyPackage, suite.hash),
      encryptedGroupSecrets: { kemOutput: enc, ciphertext: ct },
    });
  }
  const welcome = { cipherSuite: groupContext.cipherSuite, secrets, encryptedGroupInfo };
  return encodeMlsMessage({ version: 'mls10', wireformat: 'mls_welcome', welcome });
}
