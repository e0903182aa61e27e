import type { ClientConfig } from 'ts-mls/clientConfig.js';
import type { ClientState } from 'ts-mls/clientState.js';
import type { CiphersuiteImpl } from 'ts-mls/crypto/ciphersuite.js';
import { extensionsSupportedByCapabilities } from 'ts-mls/extension.js';
import {
  ratchetTreeFromExtension,
  verifyGroupInfoConfirmationTag,
  verifyGroupInfoSignature,
} from 'ts-mls/groupInfo.js';
import { type KeyPackage, makeKeyPackageRef, type PrivateKeyPackage } from 'ts-mls/keyPackage.js';
import { deriveKeySchedule } from 'ts-mls/keySchedule.js';
import { CryptoVerificationError, ValidationError } from 'ts-mls/mlsError.js';
import { accumulatePskSecret, emptyPskIndex, type PskIndex } from 'ts-mls/pskIndex.js';
import { findLeafIndex, type RatchetTree } from 'ts-mls/ratchetTree.js';
import { createSecretTree } from 'ts-mls/secretTree.js';
import { leafToNodeIndex, leafWidth, toLeafIndex } from 'ts-mls/treemath.js';
import { firstCommonAncestor } from 'ts-mls/updatePath.js';
import { decryptGroupInfo, decryptGroupSecrets, type Welcome } from 'ts-mls/welcome.js';
import { followPath } from './path-secrets.ts';
import { clientConfig } from './profile.ts';
import { validateTree } from './validate-tree.ts';

/** What a Welcome may rest on that the engine itself never gives: for the official test vectors. */
export interface WelcomeContext {
  readonly psks?: PskIndex;
  /** A ratchet tree that came by another way. */
  readonly tree?: RatchetTree;
  readonly config?: ClientConfig;
}

/** Opens a Welcome and checks all that is in it (RFC 9420 section 12.4.3.1). Throws for anything that is wrong. */
export async function openWelcome(
  welcome: Welcome,
  keyPackage: KeyPackage,
  secrets: PrivateKeyPackage,
  suite: CiphersuiteImpl,
  { psks = emptyPskIndex, config = clientConfig, tree: given }: WelcomeContext = {},
): Promise<ClientState> {
  if (welcome.cipherSuite !== suite.name) throw new ValidationError('the Welcome is for another cipher suite');
  const initKey = await suite.hpke.importPrivateKey(secrets.initPrivateKey);
  const groupSecrets = await decryptGroupSecrets(
    initKey,
    await makeKeyPackageRef(keyPackage, suite.hash),
    welcome,
    suite.hpke,
  );
  if (!groupSecrets) throw new ValidationError('the group secrets do not decode');
  const [pskSecret] = await accumulatePskSecret(groupSecrets.psks, psks, suite, new Uint8Array(suite.kdf.size));
  const groupInfo = await decryptGroupInfo(welcome, groupSecrets.joinerSecret, pskSecret, suite);
  if (!groupInfo) throw new ValidationError('the GroupInfo does not decode');
  const { groupContext } = groupInfo;
  if (groupContext.cipherSuite !== suite.name) throw new ValidationError('the group is of another cipher suite');
  if (!extensionsSupportedByCapabilities(groupContext.extensions, keyPackage.leafNode.capabilities)) {
    throw new ValidationError('the group has extensions that this client did not offer');
  }
  const tree = ratchetTreeFromExtension(groupInfo) ?? given;
  if (!tree) throw new ValidationError('the Welcome comes without its ratchet tree');
  const signer = tree[leafToNodeIndex(toLeafIndex(groupInfo.signer))];
  if (signer?.nodeType !== 'leaf') throw new ValidationError('the signer of the GroupInfo is no member');
  if (!(await verifyGroupInfoSignature(groupInfo, signer.leaf.signaturePublicKey, suite.signature))) {
    throw new CryptoVerificationError("the GroupInfo's signature is not its signer's");
  }
  await validateTree(tree, groupContext, config, suite);
  const own = findLeafIndex(tree, keyPackage.leafNode);
  if (own === undefined) throw new ValidationError('the tree does not have the leaf of the KeyPackage');

  const { joinerSecret, pathSecret } = groupSecrets;
  if (!(await verifyGroupInfoConfirmationTag(groupInfo, joinerSecret, pskSecret, suite))) {
    throw new CryptoVerificationError("the GroupInfo's confirmation tag does not match");
  }
  const leafPath = { leafIndex: own, privateKeys: { [leafToNodeIndex(own)]: secrets.hpkePrivateKey } };
  const privatePath = pathSecret
    ? (
        await followPath(
          tree,
          firstCommonAncestor(tree, own, toLeafIndex(groupInfo.signer)),
          pathSecret,
          leafPath,
          suite,
        )
      ).privatePath
    : leafPath;
  const [keySchedule, encryptionSecret] = await deriveKeySchedule(joinerSecret, pskSecret, groupContext, suite.kdf);
  return {
    groupContext,
    ratchetTree: tree,
    privatePath,
    keySchedule,
    secretTree: await createSecretTree(leafWidth(tree.length), encryptionSecret, suite.kdf),
    signaturePrivateKey: secrets.signaturePrivateKey,
    confirmationTag: groupInfo.confirmationTag,
    unappliedProposals: {},
    historicalReceiverData: new Map(),
    groupActiveState: { kind: 'active' },
    clientConfig: config,
  };
}
