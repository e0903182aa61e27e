import assert from 'node:assert/strict';
import { decodeAuthenticatedContent } from 'ts-mls/authenticatedContent.js';
import { createConfirmationTag } from 'ts-mls/framedContent.js';
import { decodeGroupContext } from 'ts-mls/groupContext.js';
import { initializeEpoch } from 'ts-mls/keySchedule.js';
import { createSecretTree } from 'ts-mls/secretTree.js';
import { createConfirmedHash, createInterimHash } from 'ts-mls/transcriptHash.js';
import { exportedSecret } from '../engine/exporter.ts';
import { expandWithLabel } from '../engine/label.ts';
import { keyAt, newRatchet } from '../engine/ratchet.ts';
import { readGroupContext } from '../wire/group-info.ts';
import { reader } from '../wire/reader.ts';
import { hex, same, vectorFile, whole } from './vector-file.ts';

interface KeySchedule {
  readonly cipher_suite: number;
  readonly group_id: string;
  readonly initial_init_secret: string;
  readonly epochs: readonly (Readonly<Record<string, string>> & {
    readonly exporter: {
      readonly label: string;
      readonly context: string;
      readonly length: number;
      readonly secret: string;
    };
  })[];
}

export const keySchedule = vectorFile<KeySchedule>(
  'key-schedule',
  2,
  { ours: ['exportedSecret', 'GroupContext codec (wire)'], library: ['initializeEpoch'] },
  async (vector, suite, count) => {
    let initSecret = hex(vector.initial_init_secret);
    for (const [number, epoch] of vector.epochs.entries()) {
      const bytes = hex(epoch['group_context'] ?? '');
      const context = whole(decodeGroupContext(bytes, 0), bytes, 'GroupContext');
      const view = readGroupContext(reader(bytes));
      assert.equal(view.epoch, BigInt(number));
      same(view.groupId, vector.group_id, 'group_id');
      same(view.treeHash, epoch['tree_hash'] ?? '', 'tree_hash');
      const [commitSecret, pskSecret] = [hex(epoch['commit_secret'] ?? ''), hex(epoch['psk_secret'] ?? '')];
      const derived = await initializeEpoch(initSecret, commitSecret, context, pskSecret, suite.kdf);
      const { keySchedule } = derived;
      const found: Record<string, Uint8Array> = {
        joiner_secret: derived.joinerSecret,
        welcome_secret: derived.welcomeSecret,
        encryption_secret: derived.encryptionSecret,
        init_secret: keySchedule.initSecret,
        sender_data_secret: keySchedule.senderDataSecret,
        exporter_secret: keySchedule.exporterSecret,
        epoch_authenticator: keySchedule.epochAuthenticator,
        external_secret: keySchedule.externalSecret,
        confirmation_key: keySchedule.confirmationKey,
        membership_key: keySchedule.membershipKey,
        resumption_psk: keySchedule.resumptionPsk,
      };
      for (const [name, secret] of Object.entries(found)) {
        same(secret, epoch[name] ?? '', name);
        count('secrets');
      }
      const { publicKey } = await suite.hpke.deriveKeyPair(keySchedule.externalSecret);
      same(await suite.hpke.exportPublicKey(publicKey), epoch['external_pub'] ?? '', 'external_pub');
      const { label, context: exporterContext, length, secret } = epoch.exporter;
      const { exporterSecret } = keySchedule;
      same(exportedSecret(exporterSecret, label, hex(exporterContext), length), secret, 'exporter');
      initSecret = Uint8Array.from(keySchedule.initSecret);
    }
  },
);

interface TranscriptHashes {
  readonly cipher_suite: number;
  readonly confirmation_key: string;
  readonly authenticated_content: string;
  readonly interim_transcript_hash_before: string;
  readonly confirmed_transcript_hash_after: string;
  readonly interim_transcript_hash_after: string;
}

export const transcriptHashes = vectorFile<TranscriptHashes>(
  'transcript-hashes',
  2,
  {
    ours: [],
    library: ['AuthenticatedContent codec', 'createConfirmedHash', 'createConfirmationTag', 'createInterimHash'],
  },
  async (vector, suite) => {
    const bytes = hex(vector.authenticated_content);
    const { wireformat, content, auth } = whole(decodeAuthenticatedContent(bytes, 0), bytes, 'AuthenticatedContent');
    assert.ok(content.contentType === 'commit' && auth.contentType === 'commit');
    const input = { wireformat, content, signature: auth.signature };
    const confirmed = await createConfirmedHash(hex(vector.interim_transcript_hash_before), input, suite.hash);
    same(confirmed, vector.confirmed_transcript_hash_after, 'confirmed transcript hash');
    const tag = await createConfirmationTag(hex(vector.confirmation_key), confirmed, suite.hash);
    assert.deepEqual(tag, Uint8Array.from(auth.confirmationTag));
    same(await createInterimHash(confirmed, tag, suite.hash), vector.interim_transcript_hash_after, 'interim');
  },
);

interface SecretTree {
  readonly cipher_suite: number;
  readonly encryption_secret: string;
  readonly sender_data: {
    readonly sender_data_secret: string;
    readonly ciphertext: string;
    readonly key: string;
    readonly nonce: string;
  };
  readonly leaves: readonly (readonly {
    readonly generation: number;
    readonly application_key: string;
    readonly application_nonce: string;
    readonly handshake_key: string;
    readonly handshake_nonce: string;
  }[])[];
}

export const secretTree = vectorFile<SecretTree>(
  'secret-tree',
  6,
  { ours: ['keyAt (engine ratchet)', 'expandWithLabel'], library: ['createSecretTree'] },
  async (vector, suite, count) => {
    const { sender_data: senderData } = vector;
    const [secret, sample] = [hex(senderData.sender_data_secret), hex(senderData.ciphertext).subarray(0, 32)];
    same(expandWithLabel('key', 16)(secret, sample), senderData.key, 'sender data key');
    same(expandWithLabel('nonce', 12)(secret, sample), senderData.nonce, 'sender data nonce');
    const tree = await createSecretTree(vector.leaves.length, hex(vector.encryption_secret), suite.kdf);
    for (const [leafIndex, generations] of vector.leaves.entries()) {
      const node = tree[2 * leafIndex] ?? assert.fail('no node');
      for (const expected of generations) {
        for (const kind of ['application', 'handshake'] as const) {
          const found = keyAt(newRatchet(node[kind].secret), expected.generation);
          assert.ok(typeof found === 'object');
          same(found.key.key, expected[`${kind}_key`], `${kind} key`);
          same(found.key.nonce, expected[`${kind}_nonce`], `${kind} nonce`);
          count('generations');
        }
      }
    }
  },
);
