import type { ClientConfig } from 'ts-mls/clientConfig.js';
import type { CiphersuiteImpl } from 'ts-mls/crypto/ciphersuite.js';
import { deriveSecret } from 'ts-mls/crypto/kdf.js';
import { createConfirmationTag } from 'ts-mls/framedContent.js';
import { initializeKeySchedule } from 'ts-mls/keySchedule.js';
import type { RatchetTree } from 'ts-mls/ratchetTree.js';
import { createSecretTree } from 'ts-mls/secretTree.js';
import { treeHashRoot } from 'ts-mls/treeHash.js';
import { groupOf } from './group.ts';
import { generate } from './key-package.ts';
import type { Group, GroupOptions, Identity } from './port.ts';
import { groupExtensions } from './profile.ts';

/** A group of one in epoch 0 (RFC 9420 section 11). */
export async function foundGroup(
  groupId: Uint8Array,
  identity: Identity,
  { era, lifetime }: GroupOptions,
  suite: CiphersuiteImpl,
  config: ClientConfig,
): Promise<Group> {
  const { keyPackage, secrets } = await generate(identity, { lifetime, lastResort: false }, suite);
  const ratchetTree: RatchetTree = [{ nodeType: 'leaf', leaf: keyPackage.leafNode }];
  const epochSecret = suite.rng.randomBytes(suite.kdf.size);
  const keySchedule = await initializeKeySchedule(epochSecret, suite.kdf);
  const encryptionSecret = await deriveSecret(epochSecret, 'encryption', suite.kdf);
  const confirmedTranscriptHash = new Uint8Array(0);
  return groupOf({
    groupContext: {
      version: 'mls10',
      cipherSuite: suite.name,
      groupId,
      epoch: 0n,
      treeHash: await treeHashRoot(ratchetTree, suite.hash),
      confirmedTranscriptHash,
      extensions: groupExtensions(era, identity),
    },
    ratchetTree,
    keySchedule,
    secretTree: await createSecretTree(1, encryptionSecret, suite.kdf),
    privatePath: { leafIndex: 0, privateKeys: { 0: secrets.hpkePrivateKey } },
    signaturePrivateKey: secrets.signaturePrivateKey,
    confirmationTag: await createConfirmationTag(keySchedule.confirmationKey, confirmedTranscriptHash, suite.hash),
    unappliedProposals: {},
    historicalReceiverData: new Map(),
    groupActiveState: { kind: 'active' },
    clientConfig: config,
  });
}
