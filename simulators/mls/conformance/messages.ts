import assert from 'node:assert/strict';
import { encode } from 'ts-mls/codec/tlsEncoder.js';
import { commitEncoder } from 'ts-mls/commit.js';
import type { CiphersuiteImpl } from 'ts-mls/crypto/ciphersuite.js';
import { encodeGroupContext, type GroupContext } from 'ts-mls/groupContext.js';
import { verifyGroupInfoConfirmationTag, verifyGroupInfoSignature } from 'ts-mls/groupInfo.js';
import { makeKeyPackageRef } from 'ts-mls/keyPackage.js';
import { decodeMlsMessage, encodeMlsMessage } from 'ts-mls/message.js';
import { unprotectPrivateMessage } from 'ts-mls/messageProtection.js';
import { protectProposalPublic, unprotectPublicMessage } from 'ts-mls/messageProtectionPublic.js';
import { decodeProposal, proposalEncoder } from 'ts-mls/proposal.js';
import { createSecretTree, type SecretTree } from 'ts-mls/secretTree.js';
import { decryptGroupInfo, decryptGroupSecrets } from 'ts-mls/welcome.js';
import { protectApplication, unprotectApplication } from '../engine/application-message.ts';
import type { Epoch } from '../engine/port.ts';
import { newRatchet } from '../engine/ratchet.ts';
import { signatureScheme } from '../engine/signature-scheme.ts';
import { parseMlsMessage } from '../wire/mls-message.ts';
import { hex, same, scheme, vectorFile, whole } from './vector-file.ts';

interface MessageProtection {
  readonly cipher_suite: 1 | 2;
  readonly group_id: string;
  readonly epoch: number;
  readonly tree_hash: string;
  readonly confirmed_transcript_hash: string;
  readonly signature_priv: string;
  readonly signature_pub: string;
  readonly encryption_secret: string;
  readonly sender_data_secret: string;
  readonly membership_key: string;
  readonly proposal: string;
  readonly proposal_priv: string;
  readonly proposal_pub: string;
  readonly commit: string;
  readonly commit_priv: string;
  readonly commit_pub: string;
  readonly application: string;
  readonly application_priv: string;
}

const retention = { retainKeysForGenerations: 10, retainKeysForEpochs: 4, maximumForwardRatchetSteps: 200 };

function message(bytes: Uint8Array) {
  const view = parseMlsMessage(bytes);
  // The vectors' commit holds a pre-shared key, which RCC.16 does not use.
  assert.ok(view.ok || view.error.problem === 'not-supported', 'our codec reads the message');
  return whole(decodeMlsMessage(bytes, 0), bytes, 'MLSMessage');
}

function epochOf(vector: MessageProtection, context: GroupContext, tree: SecretTree, ownLeaf: number): Epoch {
  const leaf = (index: number) => ({
    uri: `leaf ${index}`,
    signatureKey: hex(vector.signature_pub),
    ratchet: newRatchet(tree[2 * index]?.application.secret ?? assert.fail('no leaf')),
  });
  const { groupId, epoch } = context;
  const senderDataSecret = hex(vector.sender_data_secret);
  return {
    groupId,
    epoch,
    ownLeaf,
    context: encodeGroupContext(context),
    senderDataSecret,
    leaves: [leaf(0), leaf(1)],
  };
}

/** The tree of the vectors: two members, of whom leaf 1 is the sender. */
async function handshakes(vector: MessageProtection, context: GroupContext, tree: SecretTree, suite: CiphersuiteImpl) {
  const key = hex(vector.signature_pub);
  const nodes = new Array(3).fill({ nodeType: 'leaf' });
  for (const kind of ['proposal', 'commit'] as const) {
    const open = message(hex(vector[`${kind}_pub`]));
    assert.ok(open.wireformat === 'mls_public_message');
    const shown = await unprotectPublicMessage(hex(vector.membership_key), context, [], open.publicMessage, suite, key);
    const sealed = message(hex(vector[`${kind}_priv`]));
    assert.ok(sealed.wireformat === 'mls_private_message');
    const { privateMessage } = sealed;
    const secret = hex(vector.sender_data_secret);
    const hidden = await unprotectPrivateMessage(secret, privateMessage, tree, nodes, context, retention, suite, key);
    for (const { content } of [shown, hidden.content]) {
      assert.equal(content.contentType, kind);
      if (content.contentType === 'proposal') same(encode(proposalEncoder)(content.proposal), vector.proposal, kind);
      if (content.contentType === 'commit') same(encode(commitEncoder)(content.commit), vector.commit, kind);
    }
  }
}

export const messageProtection = vectorFile<MessageProtection>(
  'message-protection',
  2,
  {
    ours: ['protectApplication', 'unprotectApplication', 'MLSMessage codec (wire)'],
    library: ['PublicMessage and handshake PrivateMessage protection'],
  },
  async (vector, suite, count) => {
    const context: GroupContext = {
      version: 'mls10',
      cipherSuite: suite.name,
      groupId: hex(vector.group_id),
      epoch: BigInt(vector.epoch),
      treeHash: hex(vector.tree_hash),
      confirmedTranscriptHash: hex(vector.confirmed_transcript_hash),
      extensions: [],
    };
    const tree = await createSecretTree(2, hex(vector.encryption_secret), suite.kdf);
    await handshakes(vector, context, tree, suite);
    count('handshake messages opened by the library (4 a vector)');

    const signatures = signatureScheme(vector.cipher_suite, scheme);
    const opened = unprotectApplication(epochOf(vector, context, tree, 0), hex(vector.application_priv), signatures);
    assert.ok(opened.ok, 'application_priv opens');
    same(opened.plaintext, vector.application, 'application');
    const signingKey = hex(vector.signature_priv);
    const own = epochOf(vector, context, tree, 1);
    const sent = protectApplication(own, signingKey, signatures, scheme.random, hex('00aa'), () =>
      hex(vector.application),
    );
    const again = unprotectApplication(epochOf(vector, context, tree, 0), sent?.message ?? hex(''), signatures);
    assert.ok(again.ok, 'what we protect opens');
    same(again.plaintext, vector.application, 'application, protected again');
    const ours = message(sent?.message ?? hex(''));
    assert.ok(ours.wireformat === 'mls_private_message');
    const library = await unprotectPrivateMessage(
      hex(vector.sender_data_secret),
      ours.privateMessage,
      tree,
      new Array(3).fill({ nodeType: 'leaf' }),
      context,
      retention,
      suite,
      hex(vector.signature_pub),
    );
    assert.ok(library.content.content.contentType === 'application');
    same(library.content.content.applicationData, vector.application, 'application, read by the library');
    count('application messages opened and made by us');

    const proposal = whole(decodeProposal(hex(vector.proposal), 0), hex(vector.proposal), 'proposal');
    const key = hex(vector.membership_key);
    const { publicMessage } = await protectProposalPublic(signingKey, key, context, hex(''), proposal, 1, suite);
    await unprotectPublicMessage(key, context, [], publicMessage, suite, hex(vector.signature_pub));
  },
);

interface WelcomeVector {
  readonly cipher_suite: number;
  readonly init_priv: string;
  readonly signer_pub: string;
  readonly key_package: string;
  readonly welcome: string;
}

export const welcome = vectorFile<WelcomeVector>(
  'welcome',
  2,
  {
    ours: ['Welcome codec (wire)'],
    library: ['decryptGroupSecrets', 'decryptGroupInfo', 'GroupInfo signature and confirmation tag'],
  },
  async (vector, suite) => {
    const [keyPackage, welcome] = [message(hex(vector.key_package)), message(hex(vector.welcome))];
    assert.ok(keyPackage.wireformat === 'mls_key_package' && welcome.wireformat === 'mls_welcome');
    const ref = await makeKeyPackageRef(keyPackage.keyPackage, suite.hash);
    const view = parseMlsMessage(hex(vector.welcome));
    assert.ok(view.ok && view.value.wireFormat === 'welcome');
    assert.ok(view.value.newMembers.includes(Buffer.from(ref).toString('hex')), 'our view names the KeyPackage');
    const initKey = await suite.hpke.importPrivateKey(hex(vector.init_priv));
    const secrets = await decryptGroupSecrets(initKey, ref, welcome.welcome, suite.hpke);
    assert.ok(secrets);
    const noPsk = new Uint8Array(32);
    const info = await decryptGroupInfo(welcome.welcome, secrets.joinerSecret, noPsk, suite);
    assert.ok(info);
    assert.ok(await verifyGroupInfoSignature(info, hex(vector.signer_pub), suite.signature));
    assert.ok(await verifyGroupInfoConfirmationTag(info, secrets.joinerSecret, noPsk, suite));
  },
);

type Messages = Readonly<Record<string, string>>;

export const messages = vectorFile<Messages>(
  'messages',
  300,
  { ours: ['MLSMessage codec (wire)'], library: ['MLSMessage codec'] },
  (vector, _suite, count) => {
    for (const [name, value] of Object.entries(vector)) {
      if (!/^(mls_|public_message|private_message)/.test(name)) continue;
      const bytes = hex(value);
      const library = whole(decodeMlsMessage(bytes, 0), bytes, name);
      assert.deepEqual(encodeMlsMessage(library), bytes, `${name} is written as it was read`);
      const view = parseMlsMessage(bytes);
      if (name === 'public_message_application') {
        assert.ok(!view.ok && view.error.problem === 'unexpected', 'application data is never public');
        count('refused: application data in the open');
      } else if (!view.ok) {
        assert.equal(view.error.problem, 'not-supported', `${name}: ${view.error.detail}`);
        count('outside our codec: a proposal type that RCC.16 does not use');
      } else count('read by our codec');
    }
  },
);
