import assert from 'node:assert/strict';
import { defaultClientConfig } from 'ts-mls/clientConfig.js';
import { addHistoricalReceiverData, type ClientState, makePskIndex } from 'ts-mls/clientState.js';
import type { CiphersuiteImpl } from 'ts-mls/crypto/ciphersuite.js';
import { decodeMlsMessage } from 'ts-mls/message.js';
import { processMessage } from 'ts-mls/processMessages.js';
import { decodeRatchetTree } from 'ts-mls/ratchetTree.js';
import { applyCommit } from '../engine/apply-commit.ts';
import { openWelcome } from '../engine/open-welcome.ts';
import { type Count, hex, same, vectorFile, whole } from './vector-file.ts';

interface PassiveClient {
  readonly cipher_suite: number;
  readonly external_psks: readonly { readonly psk_id: string; readonly psk: string }[];
  readonly key_package: string;
  readonly signature_priv: string;
  readonly encryption_priv: string;
  readonly init_priv: string;
  readonly welcome: string;
  readonly ratchet_tree: string | null;
  readonly initial_epoch_authenticator: string;
  readonly epochs: readonly {
    readonly proposals: readonly string[];
    readonly commit: string;
    readonly epoch_authenticator: string;
  }[];
}

const message = (encoded: string) => whole(decodeMlsMessage(hex(encoded), 0), hex(encoded), 'MLSMessage');
/** One vector has 200 epochs of up to 40 members, which take long: only a thorough run follows all of them. */
const epochs = (thorough: boolean): number => (thorough ? Number.POSITIVE_INFINITY : 40);
const acceptAll = () => 'accept' as const;

/** Joins by our `openWelcome`, and applies every commit by our `applyCommit`; the library only keeps proposals by reference. */
async function follow(vector: PassiveClient, suite: CiphersuiteImpl, count: Count, thorough: boolean): Promise<void> {
  const [keyPackage, welcome] = [message(vector.key_package), message(vector.welcome)];
  assert.ok(keyPackage.wireformat === 'mls_key_package' && welcome.wireformat === 'mls_welcome');
  const known = Object.fromEntries(
    vector.external_psks.map(({ psk_id, psk }) => [Buffer.from(psk_id, 'hex').toString('base64'), hex(psk)]),
  );
  const secrets = {
    initPrivateKey: hex(vector.init_priv),
    hpkePrivateKey: hex(vector.encryption_priv),
    signaturePrivateKey: hex(vector.signature_priv),
  };
  const tree = vector.ratchet_tree;
  let state: ClientState = await openWelcome(welcome.welcome, keyPackage.keyPackage, secrets, suite, {
    psks: makePskIndex(undefined, known),
    config: defaultClientConfig,
    ...(tree !== null && { tree: whole(decodeRatchetTree(hex(tree), 0), hex(tree), 'ratchet_tree') }),
  });
  same(state.keySchedule.epochAuthenticator, vector.initial_epoch_authenticator, 'epoch authenticator after joining');
  count('Welcomes');
  for (const [index, epoch] of vector.epochs.slice(0, epochs(thorough)).entries()) {
    for (const proposal of epoch.proposals) {
      const received = message(proposal);
      assert.ok(received.wireformat === 'mls_public_message' || received.wireformat === 'mls_private_message');
      const processed = await processMessage(received, state, makePskIndex(state, known), acceptAll, suite);
      assert.ok(processed.kind === 'newState');
      state = processed.newState;
      count('proposals by reference');
    }
    const commit = message(epoch.commit);
    assert.ok(commit.wireformat === 'mls_public_message');
    const next = await applyCommit(state, commit.publicMessage, suite, makePskIndex(state, known));
    assert.ok(next !== 'removed');
    same(next.keySchedule.epochAuthenticator, epoch.epoch_authenticator, `epoch authenticator ${index}`);
    // Resumption secrets of past epochs, which our engine does not keep.
    state = { ...next, historicalReceiverData: addHistoricalReceiverData(state)[0] };
    count('commits');
  }
  for (const _ of vector.epochs.slice(epochs(thorough))) count('commits left out (a thorough run follows them)');
}

export const passiveClientWelcome = vectorFile<PassiveClient>(
  'passive-client-welcome',
  16,
  { ours: ['openWelcome', 'applyCommit'], library: ['processMessage for proposals by reference'] },
  follow,
);
export const passiveClientHandlingCommit = vectorFile<PassiveClient>(
  'passive-client-handling-commit',
  26,
  { ours: ['openWelcome', 'applyCommit'], library: ['processMessage for proposals by reference'] },
  follow,
);
export const passiveClientRandom = vectorFile<PassiveClient>(
  'passive-client-random',
  1,
  { ours: ['openWelcome', 'applyCommit'], library: ['processMessage for proposals by reference'] },
  follow,
);
