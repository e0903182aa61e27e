import type { CryptoProvider } from '../../crypto/provider.ts';
import { protectApplication, unprotectApplication } from './application-message.ts';
import { cipherSuite } from './cipher-suite.ts';
import { stageCommit } from './commit.ts';
import { foundGroup } from './create-group.ts';
import { exportedSecret } from './exporter.ts';
import { joinByCommit } from './external-join.ts';
import { stateOf } from './group.ts';
import { proposalsOf } from './group-changes.ts';
import { deserializeGroup, serializeGroup } from './group-codec.ts';
import { exportGroupInfo } from './group-info.ts';
import { joinByWelcome } from './join.ts';
import { createBundle } from './key-package.ts';
import { type Authentication, type MlsEngine, MlsUsageError } from './port.ts';
import { processCommit } from './process.ts';
import { basicAuthentication, configFor } from './profile.ts';
import { keepProposal, proposeTo, referenceTo } from './proposals.ts';
import { signatureScheme } from './signature-scheme.ts';

/**
 * The engine on ts-mls 1.6.4: its trees, key schedule and codecs; our primitives, commits, application messages and
 * checks. See docs/mls-engine.md for the faults of the library that this closes, and those that stay open.
 * @param suite 2 (P-256) is RCC.16's; 1 (X25519, Ed25519) is there for conformance
 * @param authentication decides on every credential; without it basic credentials alone are accepted
 */
export function createMlsEngine(
  crypto: CryptoProvider,
  suite: 1 | 2 = 2,
  authentication: Authentication = basicAuthentication,
): MlsEngine {
  const config = configFor(authentication);
  const library = cipherSuite(suite, crypto);
  const scheme = signatureScheme(suite, crypto);
  return {
    cipherSuite: suite,
    createIdentity(uri) {
      const keys = scheme.generate();
      return { uri, signaturePublicKey: keys.publicKey, signaturePrivateKey: keys.privateKey };
    },
    createKeyPackage: (identity, options) => createBundle(identity, options, library, authentication),
    createGroup: (groupId, identity, options) => foundGroup(groupId, identity, options, library, config),
    async commit(group, changes, nowMs) {
      const byValue = proposalsOf(group, changes, suite, authentication, nowMs);
      const references = (changes.proposals ?? []).map((bytes) => {
        const reference = referenceTo(group, bytes);
        if (!reference) throw new MlsUsageError('a proposal that was not received before cannot be committed');
        return reference;
      });
      try {
        return await stageCommit(stateOf(group), byValue, library, { identity: changes.identity, references });
      } catch (cause) {
        if (cause instanceof MlsUsageError) throw cause;
        const problem = cause instanceof Error ? cause.message : String(cause);
        throw new MlsUsageError(`the commit cannot be made: ${problem}`, { cause });
      }
    },
    join: (welcome, bundles) => joinByWelcome(welcome, bundles, library, config),
    process: (group, commit) => processCommit(group, commit, library),
    protect(group, authenticatedData, plaintext) {
      const { signaturePrivateKey } = stateOf(group);
      const { messages } = group;
      const done = protectApplication(
        messages,
        signaturePrivateKey,
        scheme,
        crypto.random,
        authenticatedData,
        plaintext,
      );
      if (!done) throw new MlsUsageError('this client cannot send in the epoch given');
      return { group: { ...group, messages: done.epoch }, message: done.message };
    },
    unprotect: (epoch, message) => unprotectApplication(epoch, message, scheme),
    propose: (group, proposal) => proposeTo(group, proposal, library),
    receiveProposal: (group, bytes) => keepProposal(group, bytes, library),
    joinExternally: (groupInfo, identity, options) => joinByCommit(groupInfo, identity, options, config, library),
    exportSecret: (group, label, context, length) =>
      exportedSecret(stateOf(group).keySchedule.exporterSecret, label, context, length),
    groupInfo: (group) => exportGroupInfo(group, library),
    serialize: serializeGroup,
    deserialize: (bytes) => deserializeGroup(bytes, config),
  };
}
