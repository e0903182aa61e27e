import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { applyProposals, validateLeafNodeCredentialAndKeyUniqueness, validateRatchetTree } from 'ts-mls/clientState.js';
import type { CiphersuiteImpl } from 'ts-mls/crypto/ciphersuite.js';
import { decodeExternalSender } from 'ts-mls/externalSender.js';
import { encodeMlsMessage } from 'ts-mls/message.js';
import type { Proposal } from 'ts-mls/proposal.js';
import { emptyPskIndex } from 'ts-mls/pskIndex.js';
import type { RatchetTree } from 'ts-mls/ratchetTree.js';
import { toLeafIndex } from 'ts-mls/treemath.js';
import { seededCrypto } from '../../crypto/seeded-provider.ts';
import { simulationLicence } from '../../crypto/simulation-licence.ts';
import { seededRandom } from '../../kernel/random.ts';
import { ana, ben, eve, lifetime, nowMs, testMember, testPair, text } from '../fixture.ts';
import { forgeCommit } from '../fixture-forgery.ts';
import { opaque, uint16 } from '../wire/writer.ts';
import { cipherSuite } from './cipher-suite.ts';
import { stageCommit } from './commit.ts';
import { stateOf } from './group.ts';
import { generate } from './key-package.ts';
import type { Group } from './port.ts';
import { clientConfig } from './profile.ts';
import { encodeCommit } from './public-commit.ts';
import { treeHash } from './tree-hash.ts';
import { checkUniqueKeys } from './tree-keys.ts';
import { validateTree } from './validate-tree.ts';

/** Faults of ts-mls 1.6.4 in groups of many: each shown in the library, and then in our engine not to be there. */

const suite = (label: string): CiphersuiteImpl =>
  cipherSuite(2, seededCrypto(seededRandom(`library groups ${label}`), simulationLicence('virtual')));

/** A group of `size` as its creator holds it. */
async function held(size: number): Promise<{ readonly creator: ReturnType<typeof testMember>; readonly group: Group }> {
  const creator = testMember(ana);
  const others = Array.from({ length: size - 1 }, (_, index) => testMember(`+44770090${2000 + index}`));
  const add = await Promise.all(others.map(async (other) => (await other.bundle()).message));
  const alone = await creator.engine.createGroup(text('held'), creator.identity, { era: 1, lifetime });
  return { creator, group: (await creator.engine.commit(alone, { add }, nowMs)).group };
}

/** What we say of a tree as one that came with a Welcome. */
function ours(group: Group, tree: RatchetTree): Promise<string> {
  const context = { ...stateOf(group).groupContext, treeHash: treeHash(tree) };
  return validateTree(tree, context, clientConfig, suite('tree')).then(
    () => 'accepted',
    (error: Error) => error.message,
  );
}

async function libraries(group: Group, tree: RatchetTree): Promise<string> {
  const context = { ...stateOf(group).groupContext, treeHash: treeHash(tree) };
  const { lifetimeConfig, authService } = clientConfig;
  const said = await validateRatchetTree(tree, context, lifetimeConfig, authService, context.treeHash, suite('tree'));
  return said?.message ?? 'accepted';
}

/** Follows the path of a leaf that is not there, as the library does, in a process of its own. */
function wanders(leafNode: number): boolean {
  const script = `import('ts-mls/treemath.js').then((math) => math.directPath(${leafNode}, 4))`;
  const child = spawnSync(process.execPath, ['--max-old-space-size=64', '-e', script], { timeout: 1500 });
  return child.signal !== null || child.status !== 0;
}

test('an old leaf that is not found sends the library round and round; we refuse before', async () => {
  assert.ok(wanders(-1), 'the library comes back now: this patch can go');
  const pair = await testPair();
  const again = testMember(ben, 2, 'again');
  const info = await pair.one.engine.groupInfo(pair.group);
  const refused = await again.engine.joinExternally(info, again.identity, { lifetime, resync: [5] }, nowMs);
  assert.match(refused.ok ? '' : refused.detail, /leaf 5 is not an old one/);
});

test('external_senders is a vector, which the library reads as one sender; a group never gets it', async () => {
  const pair = await testPair();
  const sender = Buffer.concat([opaque(new Uint8Array(65).fill(4)), uint16(1), opaque(text(`tel:${eve}`))]);
  const decoded = decodeExternalSender(opaque(sender), 0);
  assert.notDeepEqual(decoded?.[0].signaturePublicKey, new Uint8Array(65).fill(4));
  const { extensions } = stateOf(pair.group).groupContext;
  const proposal: Proposal = {
    proposalType: 'group_context_extensions',
    groupContextExtensions: {
      extensions: [...extensions, { extensionType: 'external_senders', extensionData: opaque(sender) }],
    },
  };
  const unwanted = /external senders are not supported|external_senders|validate external/;
  await assert.rejects(stageCommit(stateOf(pair.group), [proposal], suite('senders')), unwanted);
  const bare = encodeCommit([{ proposalOrRefType: 'proposal', proposal }], undefined);
  const commit = await forgeCommit(stateOf(pair.group), bare, suite('senders'));
  const refused = await pair.other.engine.process(pair.otherGroup, commit);
  assert.match(refused.ok ? '' : refused.detail, unwanted);
});

test('the era of a group, and what members do not support, cannot come by a commit', async () => {
  const pair = await testPair();
  const { extensions } = stateOf(pair.group).groupContext;
  const change = (changed: typeof extensions) =>
    stageCommit(
      stateOf(pair.group),
      [{ proposalType: 'group_context_extensions', groupContextExtensions: { extensions: changed } }],
      suite('era'),
    );
  const era = extensions.filter(({ extensionType }) => extensionType !== 0xf001);
  await assert.rejects(change(era), /the era of a group never changes/);
  const unknown = { extensionType: 0xfabc, extensionData: text('') };
  await assert.rejects(change([...extensions, unknown]), /does not support an extension of the next GroupContext/);
  await assert.rejects(change([...extensions, ...extensions]), /stands there twice|never changes/);
});

test("another member's encryption key in a new leaf passes the library; we see it at two nodes", async () => {
  const pair = await testPair();
  const [leaf] = stateOf(pair.group).ratchetTree;
  assert.ok(leaf?.nodeType === 'leaf');
  const library = suite('two nodes');
  let made = 0;
  const stolen: CiphersuiteImpl = {
    ...library,
    hpke: {
      ...library.hpke,
      async generateKeyPair() {
        const keys = await library.hpke.generateKeyPair();
        made += 1;
        return made === 2 ? { ...keys, publicKey: await library.hpke.importPublicKey(leaf.leaf.hpkePublicKey) } : keys;
      },
    },
  };
  const third = testMember(eve);
  const { keyPackage } = await generate(third.identity, { lifetime, lastResort: false }, stolen);
  const { ratchetTree } = stateOf(pair.group);
  assert.deepEqual(keyPackage.leafNode.hpkePublicKey, leaf.leaf.hpkePublicKey);
  assert.equal(await validateLeafNodeCredentialAndKeyUniqueness(ratchetTree, keyPackage.leafNode), undefined);
  const message = encodeMlsMessage({ version: 'mls10', wireformat: 'mls_key_package', keyPackage });
  await assert.rejects(
    pair.one.engine.commit(pair.group, { add: [message] }, nowMs),
    /stands at two nodes of the tree/,
  );
});

test('an UpdatePath that uses one key for two nodes is seen', async () => {
  const { creator, group } = await held(5);
  const { ratchetTree } = stateOf((await creator.engine.commit(group, {}, nowMs)).group);
  const parents = ratchetTree.flatMap((node, index) => (node?.nodeType === 'parent' ? [{ node, index }] : []));
  const [one, other] = parents;
  assert.ok(one && other && parents.length >= 3);
  checkUniqueKeys(ratchetTree);
  const twice = { ...other.node, parent: { ...other.node.parent, hpkePublicKey: one.node.parent.hpkePublicKey } };
  assert.throws(() => checkUniqueKeys(ratchetTree.with(other.index, twice)), /one encryption key stands at two nodes/);
});

test('parents with different unmerged leaves, which the library refuses, are what two joiners make', async () => {
  const { creator, group } = await held(8);
  const rotated = (await creator.engine.commit(group, { remove: [1, 5] }, nowMs)).group;
  const add = await Promise.all([testMember(ben), testMember(eve)].map(async (of) => (await of.bundle()).message));
  const grown = (await creator.engine.commit(rotated, { add }, nowMs)).group;
  const { ratchetTree } = stateOf(grown);
  assert.match(await libraries(grown, ratchetTree), /unmerged/, 'the library knows better now: this patch can go');
  assert.equal(await ours(grown, ratchetTree), 'accepted');
});

test('an unmerged leaf that is no descendant, or beyond the tree, is refused', async () => {
  const { creator, group } = await held(4);
  const { ratchetTree } = stateOf((await creator.engine.commit(group, {}, nowMs)).group);
  const unmerged = (at: number, leaf: number): RatchetTree =>
    ratchetTree.map((node, index) =>
      index === at && node?.nodeType === 'parent'
        ? { ...node, parent: { ...node.parent, unmergedLeaves: [leaf] } }
        : node,
    );
  assert.match(await ours(group, unmerged(1, 3)), /^leaf 3 cannot be unmerged at node 1$/);
  assert.ok(wanders(18), 'the library comes back now from a leaf beyond the tree');
  assert.match(await ours(group, unmerged(3, 9)), /^leaf 9 cannot be unmerged at node 3$/);
});

test('a parent hash that is not right, or a parent that nobody vouches for, is refused', async () => {
  const { creator, group } = await held(6);
  const { ratchetTree } = stateOf((await creator.engine.commit(group, {}, nowMs)).group);
  assert.equal(await ours(group, ratchetTree), 'accepted');
  const top = ratchetTree[7];
  assert.ok(top?.nodeType === 'parent');
  for (const parent of [
    { ...top.parent, parentHash: new Uint8Array(32) },
    { ...top.parent, hpkePublicKey: Uint8Array.from(top.parent.hpkePublicKey, (byte) => byte ^ 1) },
  ]) {
    assert.equal(
      await ours(group, ratchetTree.with(7, { nodeType: 'parent', parent })),
      'a parent hash does not match',
    );
  }
  const invented = { ...top, parent: { ...top.parent, hpkePublicKey: new Uint8Array(65) } };
  assert.equal(await ours(group, ratchetTree.with(5, invented)), 'a parent hash does not match');
});

test('who is replaced at its leaf by the commit that removes it is not told by the library', async () => {
  const pair = await testPair();
  const third = await generate(testMember(eve).identity, { lifetime, lastResort: false }, suite('replaced'));
  const proposals: Proposal[] = [
    { proposalType: 'remove', remove: { removed: 1 } },
    { proposalType: 'add', add: { keyPackage: third.keyPackage } },
  ];
  const byValue = proposals.map((proposal) => ({ proposalOrRefType: 'proposal' as const, proposal }));
  const state = stateOf(pair.otherGroup);
  const applied = await applyProposals(state, byValue, toLeafIndex(0), emptyPskIndex, false, suite('replaced'));
  assert.equal(applied.selfRemoved, false, 'the library tells now: this patch can go');
  const staged = await stageCommit(stateOf(pair.group), proposals, suite('replaced'));
  const told = await pair.other.engine.process(pair.otherGroup, staged.commit);
  assert.equal(!told.ok && told.problem, 'removed');
});
