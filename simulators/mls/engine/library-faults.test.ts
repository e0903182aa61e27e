import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyProposals } from 'ts-mls/clientState.js';
import { encode } from 'ts-mls/codec/tlsEncoder.js';
import { commitEncoder } from 'ts-mls/commit.js';
import {
  createGroupInfoWithExternalPub,
  createGroupInfoWithRatchetTree,
  joinGroupExternal,
} from 'ts-mls/createCommit.js';
import { createApplicationMessage } from 'ts-mls/createMessage.js';
import type { CiphersuiteImpl } from 'ts-mls/crypto/ciphersuite.js';
import { groupInfoEncoder } from 'ts-mls/groupInfo.js';
import { decodeMlsMessage, encodeMlsMessage } from 'ts-mls/message.js';
import { processPrivateMessage } from 'ts-mls/processMessages.js';
import type { Proposal } from 'ts-mls/proposal.js';
import { emptyPskIndex } from 'ts-mls/pskIndex.js';
import { createSecretTree } from 'ts-mls/secretTree.js';
import { toLeafIndex } from 'ts-mls/treemath.js';
import { seededCrypto } from '../../crypto/seeded-provider.ts';
import { simulationLicence } from '../../crypto/simulation-licence.ts';
import { seededRandom } from '../../kernel/random.ts';
import { ana, ben, eve, good, lifetime, nowMs, testMember, testPair, text } from '../fixture.ts';
import { forgeCommit, forgeWelcome } from '../fixture-forgery.ts';
import { parseMlsMessage } from '../wire/mls-message.ts';
import { cipherSuite } from './cipher-suite.ts';
import { stageCommit } from './commit.ts';
import { stateOf } from './group.ts';
import { generate } from './key-package.ts';
import { followPath } from './path-secrets.ts';
import type { Epoch, Group } from './port.ts';
import { clientConfig } from './profile.ts';
import { encodeCommit } from './public-commit.ts';
import { keyAt, newRatchet, step } from './ratchet.ts';

/** Faults of ts-mls 1.6.4 that this engine closes, one test each; docs/mls-engine.md has the whole list. */

const suite = (label: string): CiphersuiteImpl =>
  cipherSuite(2, seededCrypto(seededRandom(`library ${label}`), simulationLicence('virtual')));

test('a skipped generation leaves its key and nonce behind, not the secret of those after it', () => {
  let sender = newRatchet(new Uint8Array(32).fill(1));
  const secrets: Uint8Array[] = [];
  const keys = Array.from({ length: 6 }, () => {
    secrets.push(sender.secret);
    const next = step(sender);
    sender = next.ratchet;
    return next.key;
  });
  const found = keyAt(newRatchet(new Uint8Array(32).fill(1)), 4);
  assert.ok(typeof found === 'object');
  assert.deepEqual(found.key, keys[4]);
  assert.deepEqual(found.ratchet.skipped, keys.slice(0, 4));
  const kept = Buffer.concat([
    found.ratchet.secret,
    ...found.ratchet.skipped.flatMap(({ key, nonce }) => [key, nonce]),
  ]);
  for (const secret of secrets.slice(0, 5))
    assert.ok(!kept.includes(Buffer.from(secret)), 'a spent ratchet secret is still there');
  const late = keyAt(found.ratchet, 2);
  assert.ok(typeof late === 'object');
  assert.deepEqual(late.key, keys[2]);
  assert.equal(keyAt(late.ratchet, 2), 'generation-used');
  assert.equal(keyAt(late.ratchet, 4), 'generation-used');
});

test('sender data that points at no member is refused before any key is derived', async () => {
  const pair = await testPair();
  const third = testMember(eve);
  const bundle = await third.bundle();
  const grown = await pair.one.engine.commit(pair.group, { add: [bundle.message] }, nowMs);
  const thirdGroup = good(await third.engine.join(grown.welcome ?? text(''), [bundle])).group;
  const { message } = third.engine.protect(thirdGroup, text(''), () => text('who am I'));
  const blanked: Epoch = { ...grown.group.messages, leaves: grown.group.messages.leaves.with(2, undefined) };
  const refused = pair.one.engine.unprotect(blanked, message);
  assert.ok(!refused.ok);
  assert.deepEqual([refused.problem, refused.detail], ['non-member', 'no member at leaf 2']);
  assert.ok(pair.one.engine.unprotect(grown.group.messages, message).ok);
});

test('a commit whose path secret does not lead to the public keys it shows is refused', async () => {
  const pair = await testPair();
  const staged = await pair.one.engine.commit(pair.group, {}, nowMs);
  const { ratchetTree, privatePath } = stateOf(staged.group);
  const root = 1 as Parameters<typeof followPath>[1];
  await assert.rejects(
    followPath(ratchetTree, root, new Uint8Array(32), privatePath, suite('path')),
    /does not lead to the public key in the tree/,
  );
});

test('a commit that changes nothing but the group context has a path, and the path is sealed to the new context', async () => {
  const pair = await testPair();
  const library = suite('context');
  const { groupContext } = stateOf(pair.group);
  const proposal: Proposal = {
    proposalType: 'group_context_extensions',
    groupContextExtensions: { extensions: groupContext.extensions },
  };
  const byValue = [{ proposalOrRefType: 'proposal' as const, proposal }];
  const applied = await applyProposals(
    stateOf(pair.group),
    byValue,
    toLeafIndex(0),
    emptyPskIndex,
    false,
    cipherSuite(2, seededCrypto(seededRandom('context'), simulationLicence('virtual'))),
  );
  assert.equal(applied.needsUpdatePath, false, 'the library asks for a path now: this patch can go');
  const staged = await pair.one.engine.commit(pair.group, { end: true }, nowMs);
  const view = parseMlsMessage(staged.commit);
  assert.ok(view.ok && view.value.wireFormat === 'public-message' && view.value.content.type === 'commit');
  assert.ok(view.value.content.commit.path);
  const followed = good(await pair.other.engine.process(pair.otherGroup, staged.commit));
  assert.deepEqual(followed.group.epochAuthenticator, staged.group.epochAuthenticator);
  const bare = encodeCommit(byValue, undefined);
  const refused = await pair.other.engine.process(
    pair.otherGroup,
    await forgeCommit(stateOf(pair.group), bare, library),
  );
  assert.match(refused.ok ? '' : refused.detail, /the UpdatePath is missing/);
});

test('a proposal of a type that is not known is refused, not passed over', async () => {
  const pair = await testPair();
  const forged = async (proposalType: number, proposalData: Uint8Array) => {
    const content = encodeCommit(
      [{ proposalOrRefType: 'proposal', proposal: { proposalType, proposalData } }],
      undefined,
    );
    const commit = await forgeCommit(stateOf(pair.group), content, suite('custom'));
    const refused = await pair.other.engine.process(pair.otherGroup, commit);
    return refused.ok ? 'accepted' : `${refused.problem}: ${refused.detail}`;
  };
  assert.match(await forged(0x0a0a, new Uint8Array(3)), /^malformed: proposal.proposal_type/);
  assert.match(await forged(0xf001, new Uint8Array(3)), /^invalid: end_mls is committed without the extension/);
  assert.match(await forged(0xf003, new Uint8Array(0)), /^invalid: a self_remove is committed by reference alone/);
});

test('external_init in a commit by a member is refused, not taken for an external commit', async () => {
  const pair = await testPair();
  const proposal: Proposal = { proposalType: 'external_init', externalInit: { kemOutput: new Uint8Array(65) } };
  const content = { proposals: [{ proposalOrRefType: 'proposal' as const, proposal }], path: undefined };
  const commit = await forgeCommit(stateOf(pair.group), encode(commitEncoder)(content), suite('init'));
  const refused = await pair.other.engine.process(pair.otherGroup, commit);
  assert.match(refused.ok ? '' : refused.detail, /external_init belongs to external commits alone/);
});

test('a member that becomes somebody else by a commit is refused', async () => {
  const pair = await testPair();
  const state = stateOf(pair.group);
  const [leaf] = state.ratchetTree;
  assert.ok(leaf?.nodeType === 'leaf');
  const impostor = { credentialType: 'basic' as const, identity: text(`tel:${eve}`) };
  const ratchetTree = [{ ...leaf, leaf: { ...leaf.leaf, credential: impostor } }, ...state.ratchetTree.slice(1)];
  const staged = await stageCommit({ ...state, ratchetTree }, [], suite('impostor'));
  const refused = await pair.other.engine.process(pair.otherGroup, staged.commit);
  assert.equal(!refused.ok && refused.problem, 'invalid-credential');
});

test('a tree of air in a Welcome is refused before it is hashed', async () => {
  const [sender, member] = [testMember(ana), testMember(ben)];
  const bundle = await member.bundle();
  const state = stateOf(await sender.engine.createGroup(text('air'), sender.identity, { era: 1, lifetime }));
  const [leaf] = state.ratchetTree;
  const tree = [leaf, ...new Array(2999).fill(undefined), leaf];
  const { groupContext, confirmationTag } = state;
  const info = await createGroupInfoWithRatchetTree(groupContext, confirmationTag, state, tree, [], suite('air'));
  const welcome = await forgeWelcome(bundle.message, encode(groupInfoEncoder)(info), suite('air'));
  const refused = await member.engine.join(welcome, [bundle]);
  assert.match(refused.ok ? '' : refused.detail, /^a tree of 4095 nodes$/);
});

test('an external commit is applied, and tells who came in by it', async () => {
  const pair = await testPair();
  const library = suite('external');
  const again = testMember(ben, 2, 'ben after losing his state');
  const rejoin = async (identity: typeof again.identity, resync: boolean) => {
    const { keyPackage, secrets } = await generate(identity, { lifetime, lastResort: false }, library);
    const groupInfo = await createGroupInfoWithExternalPub(stateOf(pair.group), [], library);
    const { ratchetTree } = stateOf(pair.group);
    const joined = await joinGroupExternal(groupInfo, keyPackage, secrets, resync, library, ratchetTree, clientConfig);
    return encodeMlsMessage({
      version: 'mls10',
      wireformat: 'mls_public_message',
      publicMessage: joined.publicMessage,
    });
  };
  const applied = good(await pair.one.engine.process(pair.group, await rejoin(again.identity, false)));
  assert.equal(applied.committer.uri, `tel:${ben}`);
  assert.ok(applied.committer.external);
  const members = (group: Group): string[] => group.members.map(({ uri }) => uri.slice('tel:'.length));
  assert.deepEqual(members(applied.group), [ana, ben, ben]);
  const resynced = good(await pair.one.engine.process(pair.group, await rejoin(pair.other.identity, true)));
  assert.deepEqual(members(resynced.group), [ana, ben]);
});

test('the library reads what we encrypt, and we read what it encrypts', async () => {
  const pair = await testPair();
  const library = suite('interoperation');
  const zero = async (secrets: Epoch, tree: Awaited<ReturnType<typeof createSecretTree>>): Promise<typeof tree> =>
    tree.map((node, index) => {
      const ratchet = secrets.leaves[index / 2]?.ratchet;
      return index % 2 === 0 && ratchet
        ? { ...node, application: { secret: ratchet.secret, generation: ratchet.generation, unusedGenerations: {} } }
        : node;
    });
  const secretTree = await zero(pair.otherGroup.messages, await createSecretTree(2, new Uint8Array(32), library.kdf));
  const theirs = {
    ...stateOf(pair.otherGroup),
    secretTree,
    clientConfig: {
      ...clientConfig,
      keyRetentionConfig: { retainKeysForGenerations: 10, retainKeysForEpochs: 4, maximumForwardRatchetSteps: 200 },
    },
  };
  const sent = pair.one.engine.protect(pair.group, text('aad'), () => text('from us'));
  const decoded = decodeMlsMessage(sent.message, 0)?.[0];
  assert.ok(decoded?.wireformat === 'mls_private_message');
  const read = await processPrivateMessage(theirs, decoded.privateMessage, emptyPskIndex, library);
  assert.ok(read.kind === 'applicationMessage');
  assert.equal(Buffer.from(read.message).toString(), 'from us');

  const { privateMessage } = await createApplicationMessage(theirs, text('from them'), library, text('aad'));
  const bytes = encodeMlsMessage({ version: 'mls10', wireformat: 'mls_private_message', privateMessage });
  const opened = good(pair.one.engine.unprotect(pair.group.messages, bytes));
  assert.equal(Buffer.from(opened.plaintext).toString(), 'from them');
  assert.equal(Buffer.from(opened.authenticatedData).toString(), 'aad');
});
