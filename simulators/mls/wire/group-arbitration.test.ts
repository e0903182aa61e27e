import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededCrypto } from '../../crypto/seeded-provider.ts';
import { simulationLicence } from '../../crypto/simulation-licence.ts';
import { seededRandom } from '../../kernel/random.ts';
import { createMlsEngine } from '../engine/engine.ts';
import type { Authentication, Group, KeyPackageBundle, MlsEngine, StagedCommit } from '../engine/port.ts';
import { ana, base64, ben, eve, good, lifetime, nowMs, seed, text } from '../fixture.ts';
import {
  type Arbitration,
  type ArbitrationContext,
  arbitrateCommit,
  type CommitSubmission,
  minimumRemainingMs,
} from './arbitration.ts';
import type { CertificateView, CredentialView } from './credential.ts';
import { arbitrateProposal } from './proposal-arbitration.ts';
import { type PublicGroup, participantsOf } from './public-group.ts';

const day = 24 * 60 * 60 * 1000;

/** Certificates of this test are JSON: what is in a real one is another room's business. */
function readCertificate(der: Uint8Array): CertificateView | undefined {
  const [msisdn, device, notAfterMs] = JSON.parse(Buffer.from(der).toString());
  return { msisdn, device, notBeforeMs: 0, notAfterMs };
}

const authentication: Authentication = {
  authenticate(credential) {
    const [der] = credential.type === 'x509' ? credential.certificates : [];
    const view: CredentialView | undefined = der && readCertificate(der);
    if (!view) return { ok: false, detail: 'no certificate' };
    const { msisdn, device, notAfterMs } = view;
    return {
      ok: true,
      uri: `tel:${msisdn}`,
      ...(device !== undefined && { device }),
      ...(notAfterMs !== undefined && { notAfterMs }),
    };
  },
};

interface Device {
  readonly msisdn: string;
  readonly device: string;
  readonly engine: MlsEngine;
  readonly identity: ReturnType<MlsEngine['createIdentity']>;
  bundle(): Promise<KeyPackageBundle>;
}

function testDevice(msisdn: string, device: string, remainingMs = 70 * day, label = ''): Device {
  const random = seededRandom(seed).split(`${msisdn} ${device} ${label}`);
  const engine = createMlsEngine(seededCrypto(random, simulationLicence('virtual')), 2, authentication);
  const certificates = [text(JSON.stringify([msisdn, device, nowMs + remainingMs]))];
  const identity = { ...engine.createIdentity(`tel:${msisdn}`), certificates };
  return {
    ...{ msisdn, device, engine, identity },
    bundle: () => engine.createKeyPackage(identity, { lifetime, lastResort: false }),
  };
}

const [anaPhone, benPhone, benTablet] = [
  testDevice(ana, 'ana-1'),
  testDevice(ben, 'ben-1'),
  testDevice(ben, 'ben-2'),
] as const;
const devices: Readonly<Record<string, readonly string[]>> = { [ana]: ['ana-1'], [ben]: ['ben-1', 'ben-2'] };
const context: ArbitrationContext = {
  nowMs,
  roster: [ana, ben],
  devicesOf: (msisdn) => devices[msisdn] ?? [],
  readCertificate,
};

const submit = async (
  { msisdn, device }: Device,
  before: Group,
  { commit, welcome, groupInfo }: Pick<StagedCommit, 'commit' | 'groupInfo'> & Partial<StagedCommit>,
  withInfo = true,
): Promise<CommitSubmission> => ({
  ...{ from: msisdn, device, era: 1, epochAuthenticator: base64(before.epochAuthenticator), commit },
  ...(welcome && { welcome }),
  ...(withInfo && { groupInfo: await groupInfo() }),
});

const reason = (result: Arbitration): string => (result.accepted ? 'accepted' : result.reason);
function accepted(result: Arbitration): Extract<Arbitration, { accepted: true }> {
  if (result.accepted) return result;
  throw new Error(`${result.reason}: ${result.detail}`);
}

interface Started {
  readonly alone: Group;
  readonly staged: StagedCommit;
  readonly first: CommitSubmission;
  readonly focus: PublicGroup;
  readonly benGroup: Group;
  readonly tabletGroup: Group;
}

async function started(): Promise<Started> {
  const bundles = [await benPhone.bundle(), await benTablet.bundle()];
  const alone = await anaPhone.engine.createGroup(text('group'), anaPhone.identity, { era: 1, lifetime });
  const staged = await anaPhone.engine.commit(alone, { add: bundles.map(({ message }) => message) }, nowMs);
  const first = await submit(anaPhone, alone, staged);
  const focus = accepted(arbitrateCommit(undefined, first, context)).group;
  const welcome = staged.welcome ?? text('');
  const benGroup = good(await benPhone.engine.join(welcome, bundles)).group;
  const tabletGroup = good(await benTablet.engine.join(welcome, bundles.slice(1))).group;
  return { alone, staged, first, focus, benGroup, tabletGroup };
}

test('a participant comes into a group with all devices, each a leaf with a certificate', async () => {
  const { focus, first } = await started();
  assert.deepEqual(
    focus.leaves.map((leaf) => [leaf?.msisdn, leaf?.device, leaf?.notAfterMs]),
    [
      [ana, 'ana-1', nowMs + 70 * day],
      [ben, 'ben-1', nowMs + 70 * day],
      [ben, 'ben-2', nowMs + 70 * day],
    ],
  );
  assert.deepEqual(participantsOf(focus), [ana, ben]);
  const decision = accepted(arbitrateCommit(undefined, first, context));
  assert.deepEqual([decision.added, decision.joined, decision.left], [[ben, ben], [ben], []]);
  const more = { ...context, devicesOf: () => ['ben-1', 'ben-2', 'ben-3'] };
  assert.equal(reason(arbitrateCommit(undefined, first, more)), 'mismatched-rcs-group-state');
  for (const roster of [[ana], [ana, ben, eve]]) {
    assert.equal(reason(arbitrateCommit(undefined, first, { ...context, roster })), 'mismatched-rcs-group-state');
  }
});

test('a commit is a leaf owner’s, from the device that the leaf is of', async () => {
  const { focus, benGroup } = await started();
  const rotation = await submit(benPhone, benGroup, await benPhone.engine.commit(benGroup, {}, nowMs));
  assert.equal(reason(arbitrateCommit(focus, rotation, context)), 'accepted');
  assert.equal(reason(arbitrateCommit(focus, { ...rotation, device: 'ben-2' }, context)), 'invalid-commit');
  assert.equal(reason(arbitrateCommit(focus, { ...rotation, from: ana }, context)), 'invalid-commit');
});

test('one certificate that ends within thirty days stops every commit but the one that renews it', async () => {
  const { focus, benGroup, staged } = await started();
  const late = { ...context, nowMs: nowMs + 70 * day - minimumRemainingMs + 1 };
  const rotation = await submit(benPhone, benGroup, await benPhone.engine.commit(benGroup, {}, nowMs));
  assert.equal(reason(arbitrateCommit(focus, rotation, { ...late, nowMs: late.nowMs - 1 })), 'accepted');
  assert.equal(reason(arbitrateCommit(focus, rotation, late)), 'expired-credential');
  const leaves = focus.leaves.map(
    (leaf) => leaf && { ...leaf, notAfterMs: nowMs + (leaf.msisdn === ben ? 100 : 31) * day },
  );
  const soon = { ...context, nowMs: nowMs + 2 * day };
  const { identity } = testDevice(ana, 'ana-1', 76 * day, 'renewed');
  const renewed = await anaPhone.engine.commit(staged.group, { identity }, nowMs);
  const plain = await anaPhone.engine.commit(staged.group, {}, nowMs);
  const judge = async (commit: StagedCommit) => {
    const old = { ...focus, leaves };
    const path = await submit(anaPhone, staged.group, commit, false);
    return reason(
      arbitrateCommit(old, path, {
        ...soon,
        readCertificate: (der) => {
          const view = readCertificate(der);
          return view && (commit === plain ? { ...view, notAfterMs: nowMs + 31 * day } : view);
        },
      }),
    );
  };
  assert.equal(await judge(plain), 'expired-credential');
  assert.equal(await judge(renewed), 'accepted');
});

test('a GroupInfo must be of the epoch that its commit leads to', async () => {
  const { focus, benGroup, staged } = await started();
  const commit = await benPhone.engine.commit(benGroup, {}, nowMs);
  const rotation = await submit(benPhone, benGroup, commit);
  const judge = (groupInfo: Uint8Array) => reason(arbitrateCommit(focus, { ...rotation, groupInfo }, context));
  assert.equal(judge(await commit.groupInfo()), 'accepted');
  assert.equal(judge(await staged.groupInfo()), 'mismatched-confirmation-tag');
  assert.equal(judge(text('junk')), 'unparsable-commit');
  assert.equal(judge(rotation.commit), 'invalid-commit');
  const other = focus.leaves.map((leaf) => leaf && { ...leaf, msisdn: leaf.msisdn === ana ? eve : leaf.msisdn });
  const elsewhere = arbitrateCommit({ ...focus, leaves: other }, rotation, { ...context, roster: [eve, ben] });
  assert.equal(reason(elsewhere), 'mismatched-rcs-group-state');
});

test('a participant that is removed goes with all leaves, or stays', async () => {
  const { focus, staged } = await started();
  const judge = async (remove: number[], roster = [ana, ben]) =>
    arbitrateCommit(
      focus,
      await submit(anaPhone, staged.group, await anaPhone.engine.commit(staged.group, { remove }, nowMs)),
      { ...context, roster },
    );
  const both = accepted(await judge([1, 2]));
  assert.deepEqual([both.left, both.removed, participantsOf(both.group)], [[ben], [ben, ben], [ana]]);
  const one = accepted(await judge([2]));
  assert.deepEqual([one.left, one.removed], [[], [ben]], 'a device alone can be taken out');
  assert.equal(reason(await judge([2], [ana])), 'mismatched-rcs-group-state', 'he left, and a leaf of his stays');
});

test('a device that lost its state takes the place of its own old leaf from outside', async () => {
  const { focus, staged } = await started();
  const again = testDevice(ben, 'ben-1', 70 * day, 'again');
  const info = await staged.groupInfo();
  const joined = good(await again.engine.joinExternally(info, again.identity, { lifetime, resync: [1] }, nowMs));
  const from = await submit(again, staged.group, joined);
  const decision = accepted(arbitrateCommit(focus, from, context));
  assert.deepEqual([decision.joined, decision.left, participantsOf(decision.group)], [[], [], [ana, ben]]);
  assert.equal(reason(arbitrateCommit(focus, { ...from, from: ana, device: 'ana-1' }, context)), 'invalid-commit');
  assert.equal(reason(arbitrateCommit(focus, from, { ...context, roster: [ana] })), 'invalid-commit');
});

test('who leaves proposes it; the next commit must take it up', async () => {
  const { focus, staged, benGroup, tabletGroup } = await started();
  const told = { from: ben, device: 'ben-1', era: 1, epochAuthenticator: base64(benGroup.epochAuthenticator) };
  const proposal = await benPhone.engine.propose(benGroup, { selfRemove: true });
  const judged = arbitrateProposal(focus, { ...told, proposal });
  assert.ok(judged.accepted && !judged.repeated);
  assert.deepEqual([judged.proposal.type, judged.proposal.leafIndex], ['self-remove', 1]);
  const again = arbitrateProposal(judged.group, { ...told, proposal });
  assert.ok(again.accepted && again.repeated && again.group.pending.length === 1);
  const rotation = await submit(anaPhone, staged.group, await anaPhone.engine.commit(staged.group, {}, nowMs));
  assert.equal(reason(arbitrateCommit(judged.group, rotation, context)), 'pending-proposal');
  const heard = good(await anaPhone.engine.receiveProposal(staged.group, proposal)).group;
  const taken = await anaPhone.engine.commit(heard, { proposals: [proposal], remove: [2] }, nowMs);
  const decision = accepted(
    arbitrateCommit(judged.group, await submit(anaPhone, heard, taken), { ...context, roster: [ana] }),
  );
  assert.deepEqual([decision.left, decision.group.pending], [[ben], []]);
  assert.equal(reason(arbitrateCommit(focus, await submit(anaPhone, heard, taken), context)), 'invalid-commit');
  const refused = (change: object) => {
    const result = arbitrateProposal(judged.group, { ...told, proposal, ...change });
    return result.accepted ? 'accepted' : result.reason;
  };
  assert.deepEqual(
    [
      refused({ from: ana }),
      refused({ device: 'ben-2' }),
      refused({ proposal: text('junk') }),
      refused({ proposal: rotation.commit }),
      refused({ era: 2 }),
      refused({ epochAuthenticator: Buffer.alloc(32).toString('base64') }),
    ],
    [
      'invalid-input',
      'invalid-input',
      'invalid-input',
      'invalid-input',
      'incorrect-era',
      'incorrect-epoch-authenticator',
    ],
  );
  const unknown = arbitrateProposal(undefined, { ...told, proposal });
  assert.equal(!unknown.accepted && unknown.reason, 'mls-group-not-found');
  const wish = await benTablet.engine.propose(tabletGroup, { end: true });
  const ending = arbitrateProposal(focus, { ...told, device: 'ben-2', proposal: wish });
  assert.equal(ending.accepted && ending.proposal.type, 'end-mls');
});

test('after the end of MLS only the commit that takes the end back is accepted', async () => {
  const { focus, staged, benGroup } = await started();
  const end = await anaPhone.engine.commit(staged.group, { end: true }, nowMs);
  for (const withInfo of [true, false]) {
    const decision = accepted(arbitrateCommit(focus, await submit(anaPhone, staged.group, end, withInfo), context));
    assert.ok(decision.group.ended);
    const benEnded = good(await benPhone.engine.process(benGroup, end.commit)).group;
    const rotation = await benPhone.engine.commit(benEnded, {}, nowMs);
    const rotated = arbitrateCommit(decision.group, await submit(benPhone, benEnded, rotation, withInfo), context);
    assert.equal(reason(rotated), 'mls-group-has-end-mls');
    const back = await benPhone.engine.commit(benEnded, { end: 'revive' }, nowMs);
    const revived = arbitrateCommit(decision.group, await submit(benPhone, benEnded, back, withInfo), context);
    assert.equal(accepted(revived).group.ended, false);
    const proposal = await benPhone.engine.propose(benEnded, { selfRemove: true });
    const claim = { from: ben, era: 1, epochAuthenticator: base64(benEnded.epochAuthenticator), proposal };
    const wish = arbitrateProposal(decision.group, claim);
    assert.equal(!wish.accepted && wish.reason, 'mls-group-has-end-mls');
  }
});
