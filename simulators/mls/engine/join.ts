import { throwIfDefined, validateRatchetTree } from 'ts-mls/clientState.js';
import type { CiphersuiteImpl } from 'ts-mls/crypto/ciphersuite.js';
import { extensionsSupportedByCapabilities } from 'ts-mls/extension.js';
import {
  ratchetTreeFromExtension,
  verifyGroupInfoConfirmationTag,
  verifyGroupInfoSignature,
} from 'ts-mls/groupInfo.js';
import type { KeyPackage } from 'ts-mls/keyPackage.js';
import { deriveKeySchedule } from 'ts-mls/keySchedule.js';
import { decodeMlsMessage } from 'ts-mls/message.js';
import { CryptoVerificationError, ValidationError } from 'ts-mls/mlsError.js';
import { findLeafIndex } from 'ts-mls/ratchetTree.js';
import { createSecretTree } from 'ts-mls/secretTree.js';
import { leafToNodeIndex, leafWidth, toLeafIndex } from 'ts-mls/treemath.js';
import { firstCommonAncestor } from 'ts-mls/updatePath.js';
import { decryptGroupInfo, decryptGroupSecrets, type Welcome } from 'ts-mls/welcome.js';
import { limits } from '../wire/limits.ts';
import { parseMlsMessage } from '../wire/mls-message.ts';
import { groupOf } from './group.ts';
import { decodeKeyPackageMessage } from './key-package.ts';
import { refusal } from './library-error.ts';
import { followPath } from './path-secrets.ts';
import type { EngineProblem, EngineResult, Group, KeyPackageBundle } from './port.ts';
import { clientConfig } from './profile.ts';

const failed = (problem: EngineProblem, detail: string) => ({ ok: false, problem, detail }) as const;

/** Opens a Welcome (RFC 9420 section 12.4.3.1) with whichever of the KeyPackages it was made for. */
export async function joinByWelcome(
  bytes: Uint8Array,
  bundles: readonly KeyPackageBundle[],
  suite: CiphersuiteImpl,
): Promise<EngineResult<{ readonly group: Group; readonly used: KeyPackageBundle }>> {
  const view = parseMlsMessage(bytes);
  if (!view.ok) return failed('malformed', view.error.detail);
  if (view.value.wireFormat !== 'welcome') return failed('wrong-kind', `a ${view.value.wireFormat}, not a Welcome`);
  const { newMembers } = view.value;
  const used = bundles.find(({ ref }) => newMembers.includes(ref));
  if (!used) return failed('not-for-us', 'the Welcome is for none of the KeyPackages held');
  try {
    const keyPackage = decodeKeyPackageMessage(used.message);
    const message = decodeMlsMessage(bytes, 0)?.[0];
    if (!keyPackage || message?.wireformat !== 'mls_welcome') return failed('malformed', 'the Welcome does not decode');
    return { ok: true, group: await open(message.welcome, keyPackage, used, suite), used };
  } catch (error) {
    return refusal(error);
  }
}

/** Throws for anything that is wrong; `refusal` names it. */
async function open(
  welcome: Welcome,
  keyPackage: KeyPackage,
  { ref, secrets }: KeyPackageBundle,
  suite: CiphersuiteImpl,
): Promise<Group> {
  if (welcome.cipherSuite !== suite.name) throw new ValidationError('the Welcome is for another cipher suite');
  const initKey = await suite.hpke.importPrivateKey(secrets.initPrivateKey);
  const groupSecrets = await decryptGroupSecrets(initKey, Buffer.from(ref, 'hex'), welcome, suite.hpke);
  if (!groupSecrets) throw new ValidationError('the group secrets do not decode');
  if (groupSecrets.psks.length > 0) throw new ValidationError('pre-shared keys are not supported');
  const noPsk = new Uint8Array(suite.kdf.size);
  const groupInfo = await decryptGroupInfo(welcome, groupSecrets.joinerSecret, noPsk, suite);
  if (!groupInfo) throw new ValidationError('the GroupInfo does not decode');
  const { groupContext } = groupInfo;
  if (groupContext.cipherSuite !== suite.name) throw new ValidationError('the group is of another cipher suite');
  if (!extensionsSupportedByCapabilities(groupContext.extensions, keyPackage.leafNode.capabilities)) {
    throw new ValidationError('the group has extensions that this client did not offer');
  }
  // The library reads this extension as one sender where RFC 9420 section 12.1.8.1 has a vector.
  if (groupContext.extensions.some(({ extensionType }) => extensionType === 'external_senders')) {
    throw new ValidationError('groups with external senders are not supported');
  }
  const tree = ratchetTreeFromExtension(groupInfo);
  if (!tree) throw new ValidationError('the Welcome comes without its ratchet tree');
  if (tree.length > limits.treeNodes) throw new ValidationError(`a tree of ${tree.length} nodes`);
  const signer = tree[leafToNodeIndex(toLeafIndex(groupInfo.signer))];
  if (signer?.nodeType !== 'leaf') throw new ValidationError('the signer of the GroupInfo is no member');
  if (!(await verifyGroupInfoSignature(groupInfo, signer.leaf.signaturePublicKey, suite.signature))) {
    throw new CryptoVerificationError("the GroupInfo's signature is not its signer's");
  }
  const { lifetimeConfig, authService } = clientConfig;
  throwIfDefined(
    await validateRatchetTree(tree, groupContext, lifetimeConfig, authService, groupContext.treeHash, suite),
  );
  const own = findLeafIndex(tree, keyPackage.leafNode);
  if (own === undefined) throw new ValidationError('the tree does not have the leaf of the KeyPackage');

  const { joinerSecret, pathSecret } = groupSecrets;
  if (!(await verifyGroupInfoConfirmationTag(groupInfo, joinerSecret, noPsk, suite))) {
    throw new CryptoVerificationError("the GroupInfo's confirmation tag does not match");
  }
  const leafPath = { leafIndex: own, privateKeys: { [leafToNodeIndex(own)]: secrets.leafPrivateKey } };
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
  const [keySchedule, encryptionSecret] = await deriveKeySchedule(joinerSecret, noPsk, groupContext, suite.kdf);
  return groupOf({
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
    clientConfig,
  });
}
