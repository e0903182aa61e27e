import type { ClientConfig } from 'ts-mls/clientConfig.js';
import type { ClientState } from 'ts-mls/clientState.js';
import type { CiphersuiteImpl } from 'ts-mls/crypto/ciphersuite.js';
import { extensionsSupportedByCapabilities } from 'ts-mls/extension.js';
import { createConfirmationTag } from 'ts-mls/framedContent.js';
import { type GroupInfo, ratchetTreeFromExtension, verifyGroupInfoSignature } from 'ts-mls/groupInfo.js';
import { initializeEpoch } from 'ts-mls/keySchedule.js';
import { decodeMlsMessage } from 'ts-mls/message.js';
import { CryptoVerificationError, ValidationError } from 'ts-mls/mlsError.js';
import { getCommitSecret, pathToPathSecrets } from 'ts-mls/pathSecrets.js';
import { toPrivateKeyPath, updateLeafKey } from 'ts-mls/privateKeyPath.js';
import type { Proposal } from 'ts-mls/proposal.js';
import { addLeafNode, type RatchetTree, removeLeafNode } from 'ts-mls/ratchetTree.js';
import { createSecretTree } from 'ts-mls/secretTree.js';
import { leafToNodeIndex, leafWidth, nodeToLeafIndex, toLeafIndex, toNodeIndex } from 'ts-mls/treemath.js';
import { parseMlsMessage } from '../wire/mls-message.ts';
import { reader } from '../wire/reader.ts';
import { groupOf } from './group.ts';
import { exportGroupInfo } from './group-info.ts';
import { encodeHandshake, framed, signHandshake, transcriptAfter } from './handshake.ts';
import { generate } from './key-package.ts';
import { refusal } from './library-error.ts';
import { isSameOwner } from './owner.ts';
import type { EngineResult, ExternalJoin, Group, Identity } from './port.ts';
import { authenticationOf, credentialOf, wireCredential } from './profile.ts';
import { encodeCommit } from './public-commit.ts';
import { treeHash } from './tree-hash.ts';
import { checkUniqueKeys } from './tree-keys.ts';
import { newUpdatePath } from './update-path.ts';
import { validateTree } from './validate-tree.ts';

export interface ExternallyJoined {
  readonly commit: Uint8Array;
  readonly group: Group;
  groupInfo(): Promise<Uint8Array>;
}

const externalInitLabel = Buffer.from('MLS 1.0 external init secret');

/** `external_pub` is a struct with one key, which has a length of its own inside (RFC 9420 section 12.4.3.2). */
function externalPub({ extensions }: GroupInfo): Uint8Array {
  const found = extensions.find(({ extensionType }) => extensionType === 'external_pub');
  if (!found) throw new ValidationError('the GroupInfo has no external_pub');
  const from = reader(found.extensionData);
  const key = from.opaque('external_pub');
  from.end('external_pub');
  return key;
}

/** Checks all that a GroupInfo says (RFC 9420 section 12.4.3). Throws for anything that is wrong. */
async function treeOf(groupInfo: GroupInfo, config: ClientConfig, suite: CiphersuiteImpl): Promise<RatchetTree> {
  const { groupContext, signer } = groupInfo;
  if (groupContext.cipherSuite !== suite.name) throw new ValidationError('the group is of another cipher suite');
  const tree = ratchetTreeFromExtension(groupInfo);
  if (!tree) throw new ValidationError('the GroupInfo comes without its ratchet tree');
  await validateTree(tree, groupContext, config, suite);
  const node = tree[leafToNodeIndex(toLeafIndex(signer))];
  if (node?.nodeType !== 'leaf') throw new ValidationError('the signer of the GroupInfo is no member');
  if (!(await verifyGroupInfoSignature(groupInfo, node.leaf.signaturePublicKey, suite.signature))) {
    throw new CryptoVerificationError("the GroupInfo's signature is not its signer's");
  }
  return tree;
}

/** The tree without the joiner's own old leaf; nobody clears another's away. */
function withoutOld(tree: RatchetTree, leafIndex: number, identity: Identity, config: ClientConfig): RatchetTree {
  const authentication = authenticationOf(config);
  const of = (credential: Parameters<typeof wireCredential>[0], key: Uint8Array) => {
    const known = wireCredential(credential);
    return known ? authentication.authenticate(known, key) : { ok: false as const, detail: 'an unknown credential' };
  };
  const node = tree[leafToNodeIndex(toLeafIndex(leafIndex))];
  const before = node?.nodeType === 'leaf' ? of(node.leaf.credential, node.leaf.signaturePublicKey) : undefined;
  const now = of(credentialOf(identity), identity.signaturePublicKey);
  if (!before?.ok || !isSameOwner(before, now)) {
    throw new ValidationError(`leaf ${leafIndex} is not an old one of ${identity.uri}`);
  }
  if (tree.filter((other) => other?.nodeType === 'leaf').length === 1) {
    throw new ValidationError('nobody else is left in the group');
  }
  return removeLeafNode(tree, toLeafIndex(leafIndex));
}

async function join(
  groupInfo: GroupInfo,
  identity: Identity,
  { lifetime, resync = [] }: ExternalJoin,
  config: ClientConfig,
  suite: CiphersuiteImpl,
): Promise<ExternallyJoined> {
  const { groupContext: before } = groupInfo;
  const joined = await treeOf(groupInfo, config, suite);
  const [old, ...others] = resync;
  if (others.length > 0) throw new ValidationError('an external commit clears away one old leaf at most');
  const cleared = old === undefined ? joined : withoutOld(joined, old, identity, config);
  const { keyPackage } = await generate(identity, { lifetime, lastResort: false }, suite);
  if (!extensionsSupportedByCapabilities(before.extensions, keyPackage.leafNode.capabilities)) {
    throw new ValidationError('the group has extensions that this client does not support');
  }
  const [placed, node] = addLeafNode(cleared, keyPackage.leafNode);
  const own = nodeToLeafIndex(node);
  const key = identity.signaturePrivateKey;
  const { tree, updatePath, secrets, leafPrivateKey } = await newUpdatePath(placed, own, before, key, suite);
  checkUniqueKeys(tree);

  const publicKey = await suite.hpke.importPublicKey(externalPub(groupInfo));
  const none = new Uint8Array(0);
  const { enc, secret } = await suite.hpke.exportSecret(publicKey, externalInitLabel, suite.kdf.size, none);
  const init: Proposal = { proposalType: 'external_init', externalInit: { kemOutput: enc } };
  const remove: Proposal[] = old === undefined ? [] : [{ proposalType: 'remove', remove: { removed: old } }];
  const proposals = [...remove, init].map((proposal) => ({ proposalOrRefType: 'proposal' as const, proposal }));
  const sender = { type: 'new-member-commit' as const };
  const content = framed(before, sender, 'commit', encodeCommit(proposals, updatePath));
  const signature = await signHandshake(content, before, key, suite);
  const groupContext = {
    ...before,
    epoch: before.epoch + 1n,
    treeHash: treeHash(tree),
    confirmedTranscriptHash: transcriptAfter(before, groupInfo.confirmationTag, content, signature),
  };
  const last = secrets.at(-1);
  const zeros = new Uint8Array(suite.kdf.size);
  const commitSecret = last ? await getCommitSecret(tree, toNodeIndex(last.nodeIndex), last.secret, suite.kdf) : zeros;
  const epoch = await initializeEpoch(secret, commitSecret, groupContext, zeros, suite.kdf);
  const { keySchedule } = epoch;
  const { confirmedTranscriptHash } = groupContext;
  const confirmationTag = await createConfirmationTag(keySchedule.confirmationKey, confirmedTranscriptHash, suite.hash);
  const privatePath = updateLeafKey(await toPrivateKeyPath(pathToPathSecrets(secrets), own, suite), leafPrivateKey);
  const state: ClientState = {
    groupContext,
    ratchetTree: tree,
    privatePath,
    keySchedule,
    secretTree: await createSecretTree(leafWidth(tree.length), epoch.encryptionSecret, suite.kdf),
    signaturePrivateKey: key,
    confirmationTag,
    unappliedProposals: {},
    historicalReceiverData: new Map(),
    groupActiveState: { kind: 'active' },
    clientConfig: config,
  };
  const group = groupOf(state);
  return {
    commit: encodeHandshake({ sender, content, signature, confirmationTag }, state),
    group,
    groupInfo: () => exportGroupInfo(group, suite),
  };
}

/**
 * Joins by an external commit (RFC 9420 section 12.4.3.2). The library's own looks for the old leaf by its key and never
 * returns when it finds none, and reads `external_pub` without the length inside.
 */
export async function joinByCommit(
  bytes: Uint8Array,
  identity: Identity,
  options: ExternalJoin,
  config: ClientConfig,
  suite: CiphersuiteImpl,
): Promise<EngineResult<ExternallyJoined>> {
  const view = parseMlsMessage(bytes);
  if (!view.ok) return { ok: false, problem: 'malformed', detail: view.error.detail };
  if (view.value.wireFormat !== 'group-info') {
    return { ok: false, problem: 'wrong-kind', detail: `a ${view.value.wireFormat}, not a GroupInfo` };
  }
  try {
    const message = decodeMlsMessage(bytes, 0)?.[0];
    if (message?.wireformat !== 'mls_group_info') throw new ValidationError('the GroupInfo does not decode');
    return { ok: true, ...(await join(message.groupInfo, identity, options, config, suite)) };
  } catch (error) {
    return refusal(error);
  }
}
