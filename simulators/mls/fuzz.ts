import type { ClientState } from 'ts-mls/clientState.js';
import { encode } from 'ts-mls/codec/tlsEncoder.js';
import { commitEncoder } from 'ts-mls/commit.js';
import type { CiphersuiteImpl } from 'ts-mls/crypto/ciphersuite.js';
import { decodeMlsMessage } from 'ts-mls/message.js';
import { seededCrypto } from '../crypto/seeded-provider.ts';
import { simulationLicence } from '../crypto/simulation-licence.ts';
import { seededRandom } from '../kernel/random.ts';
import { MlsClientError } from './client/client-error.ts';
import { encodeFraming, parseFraming } from './client/framing.ts';
import { cipherSuite } from './engine/cipher-suite.ts';
import { stateOf } from './engine/group.ts';
import { type Group, type MlsEngine, MlsUsageError } from './engine/port.ts';
import { encodeCommit } from './engine/public-commit.ts';
import {
  ana,
  ben,
  good,
  groupId,
  lifetime,
  nowMs,
  type TestPhone,
  testConversation,
  testMember,
  testPair,
  text,
} from './fixture.ts';
import { forgeCommit, forgeWelcome } from './fixture-forgery.ts';
import { mutate } from './fixture-mutation.ts';
import { arbitrateCommit } from './wire/arbitration.ts';
import { encodeAuthenticatedData, parseAuthenticatedData } from './wire/authenticated-data.ts';
import { parseKeyPackage } from './wire/key-package.ts';
import { parseMlsMessage } from './wire/mls-message.ts';
import { arbitrateProposal } from './wire/proposal-arbitration.ts';
import { readPublicTree } from './wire/public-tree.ts';
import { proposalTypes } from './wire/registry.ts';
import { uint32 } from './wire/writer.ts';

/** One decoder under fire: `run` feeds it input number `index` of a seed, and throws when it misbehaves. */
export interface Fuzzer {
  readonly name: string;
  run(seed: number, index: number): void | Promise<void>;
}

interface Setting {
  /** Of every kind of message. */
  readonly samples: readonly Uint8Array[];
  readonly proposals: readonly Uint8Array[];
  readonly states: readonly Uint8Array[];
  /** Ana's and Ben's, as Ana's engine holds it. */
  readonly group: Group;
  readonly engine: MlsEngine;
  /** For what a member of the conversation, or whoever claimed a KeyPackage of Ben's, can forge. */
  readonly malicious: {
    readonly suite: CiphersuiteImpl;
    readonly state: ClientState;
    readonly keyPackage: Uint8Array;
    /** Contents of commits, without their framing. */
    readonly commits: readonly Uint8Array[];
    readonly groupInfos: readonly Uint8Array[];
  };
  readonly a: TestPhone;
  readonly b: TestPhone;
}

let setting: Promise<Setting> | undefined;

/** A conversation to fire at, made once: it must come through everything unharmed. */
function theSetting(): Promise<Setting> {
  setting ??= (async () => {
    const { a, b } = await testConversation('fuzz');
    const pair = await testPair();
    const { engine } = pair.one;
    const third = await testMember('+447700900003').bundle(true);
    const grown = await engine.commit(pair.group, { add: [third.message] }, nowMs);
    const sent = await a.client.protect(groupId, 'Mx0', 'text/plain', text('hello'));
    good(await b.client.unprotect(groupId, 'Mx0', sent.ciphertext));
    const rotation = await a.client.selfUpdate(groupId);
    a.client.commitRefused(groupId);
    const proposals = [
      await pair.other.engine.propose(pair.otherGroup, { selfRemove: true }),
      await pair.other.engine.propose(pair.otherGroup, { end: true }),
    ];
    const ended = await engine.commit(pair.group, { end: true }, nowMs);
    const samples = [
      sent.ciphertext,
      rotation.commit,
      pair.commit,
      pair.welcome,
      grown.commit,
      grown.welcome ?? text(''),
      third.message,
      await engine.groupInfo(pair.group),
      ...proposals,
      ended.commit,
    ];
    const state = stateOf(engine.deserialize(a.client.snapshot(groupId)?.group ?? text('')));
    const suite = cipherSuite(2, seededCrypto(seededRandom('malice'), simulationLicence('virtual')));
    const contentOf = (bytes: Uint8Array): Uint8Array => {
      const message = decodeMlsMessage(bytes, 0)?.[0];
      if (message?.wireformat !== 'mls_public_message') throw new Error('not a commit');
      const { content } = message.publicMessage;
      return content.contentType === 'commit' ? encode(commitEncoder)(content.commit) : new Uint8Array(0);
    };
    const rcsCommits = [
      { proposalType: proposalTypes.serverRemove, proposalData: uint32(1) },
      { proposalType: proposalTypes.selfRemove, proposalData: text('') },
      { proposalType: proposalTypes.endMls, proposalData: text('end_mls') },
    ].map((proposal) => encodeCommit([{ proposalOrRefType: 'proposal', proposal }], undefined));
    const groupInfos = [await engine.groupInfo(pair.group), await engine.groupInfo(grown.group)];
    const malicious = {
      suite,
      state,
      keyPackage: (await b.client.keyPackages(0)).lastResort,
      commits: [...[rotation.commit, pair.commit, grown.commit, ended.commit].map(contentOf), ...rcsCommits],
      groupInfos: groupInfos.map((message) => message.subarray(4)),
    };
    const states = [engine.serialize(pair.group), engine.serialize(grown.group)];
    return { samples, proposals, states, engine, group: pair.group, malicious, a, b };
  })();
  return setting;
}

const isSample = (samples: readonly Uint8Array[], bytes: Uint8Array): boolean =>
  samples.some((sample) => Buffer.from(sample).equals(bytes));

function demand(holds: boolean, what: string, input: Uint8Array): asserts holds {
  if (!holds) throw new Error(`${what}; input ${Buffer.from(input).toString('hex')}`);
}

/** A fuzzer over mutations of the setting's messages. */
function over(
  name: string,
  check: (setting: Setting, input: Uint8Array, index: number) => void | Promise<void>,
  from: (setting: Setting) => readonly Uint8Array[] = ({ samples }) => samples,
): Fuzzer {
  return {
    name,
    async run(seed, index) {
      const ready = await theSetting();
      await check(ready, mutate(seededRandom(`${seed} ${name} ${index}`), from(ready)), index);
    },
  };
}

/** Now and then: the conversation still works, so no forgery has changed it. */
async function stillTalks({ a, b }: Setting, index: number): Promise<void> {
  if (index % 200 !== 0) return;
  const id = `Mx-alive-${index}`;
  const { ciphertext } = await a.client.protect(groupId, id, 'text/plain', text('alive'));
  const read = await b.client.unprotect(groupId, id, ciphertext);
  b.entries.length = 0;
  if (!read.ok) throw new Error(`the conversation is broken: ${read.detail}`);
}

const framings = [0, 1, 200].map((length) =>
  encodeFraming({ generation: length, contentType: 'text/plain;charset=UTF-8', body: new Uint8Array(length) }),
);
const bound = ['Mx1', 'Mx'.repeat(40)].map((messageId) => encodeAuthenticatedData({ messageId, era: 1 }));

/** Every decoder of this room that reads bytes from outside. */
export const fuzzers: readonly Fuzzer[] = [
  over('wire MLSMessage', (_, input) => {
    const result = parseMlsMessage(input);
    if (!result.ok) demand(result.error.detail.length < 500, 'an error longer than it should be', input);
  }),
  over('wire KeyPackage', (_, input) => {
    const result = parseKeyPackage(input);
    if (result.ok) demand(/^\+[1-9][0-9]+$/.test(result.value.msisdn), 'a KeyPackage of nobody', input);
  }),
  over('wire arbitration', ({ samples }, input) => {
    const epochAuthenticator = Buffer.alloc(32).toString('base64');
    const told = { from: ana, era: 1, epochAuthenticator };
    arbitrateCommit(undefined, { ...told, commit: input, welcome: samples[3] ?? input });
    arbitrateCommit(undefined, { ...told, commit: samples[2] ?? input, welcome: input });
    const leaves = [{ msisdn: ana }, { msisdn: ben }];
    const known = { groupId, era: 1, epoch: 1n, leaves, ended: false, pending: [] };
    const group = { ...known, authenticators: [], lastCommit: '' };
    const result = arbitrateCommit(group, { ...told, commit: input });
    if (result.accepted) demand(result.group.epoch === 2n, 'an accepted commit that leads nowhere', input);
  }),
  over('wire arbitration of groups', ({ samples, group: held }, input) => {
    const leaves = [{ msisdn: ana, device: '1' }, undefined, { msisdn: ben, notAfterMs: nowMs }];
    const known = { groupId, era: 1, epoch: 1n, leaves, ended: false, pending: [] };
    const group = { ...known, authenticators: [], lastCommit: '' };
    const epochAuthenticator = Buffer.from(held.epochAuthenticator).toString('base64');
    const told = { from: ana, era: 1, epochAuthenticator };
    const context = { nowMs, roster: [ana, ben], devicesOf: () => ['1', '2'] };
    arbitrateCommit(group, { ...told, commit: input }, context);
    arbitrateCommit(group, { ...told, commit: samples[4] ?? input, groupInfo: input }, context);
    const judged = arbitrateProposal(group, { ...told, proposal: input });
    if (judged.accepted) demand(judged.group.pending.length === 1, 'a proposal that does not wait', input);
  }),
  over(
    'wire public tree',
    (_, input) => {
      const message = parseMlsMessage(Buffer.concat([Buffer.from('00010004', 'hex'), input]));
      if (message.ok && message.value.wireFormat === 'group-info') readPublicTree(message.value);
    },
    ({ malicious }) => malicious.groupInfos,
  ),
  over(
    'engine proposal',
    async ({ engine, group, proposals }, input) => {
      const result = await engine.receiveProposal(group, input);
      demand(!result.ok || isSample(proposals, input), 'a forged proposal was kept', input);
    },
    ({ proposals }) => proposals,
  ),
  over(
    'engine external join',
    async ({ engine, malicious }, input) => {
      if (isSample(malicious.groupInfos, input)) return;
      const identity = engine.createIdentity('tel:+447700900003');
      const groupInfo = Buffer.concat([Buffer.from('00010004', 'hex'), input]);
      const result = await engine.joinExternally(groupInfo, identity, { lifetime, resync: [] }, nowMs);
      demand(!result.ok, 'a forged GroupInfo was joined by', input);
    },
    ({ malicious }) => malicious.groupInfos,
  ),
  over(
    'client framing',
    (_, input) => void parseFraming(input),
    () => framings,
  ),
  over(
    'client authenticated data',
    (_, input) => void parseAuthenticatedData(input),
    () => bound,
  ),
  over('client unprotect', async (ready, input, index) => {
    if (isSample(ready.samples, input)) return;
    const result = await ready.b.client.unprotect(groupId, 'Mx0', input);
    demand(!result.ok, 'a forged message opened', input);
    await stillTalks(ready, index);
  }),
  over('client commit', async (ready, input, index) => {
    if (isSample(ready.samples, input)) return;
    const result = await ready.b.client.commit(groupId, input);
    demand(!result.ok, 'a forged commit was applied', input);
    await stillTalks(ready, index);
  }),
  over('client welcome', async (ready, input, index) => {
    const before = ready.b.client.groups().length;
    await ready.b.client.welcome(input);
    demand(ready.b.client.groups().length === before, 'a forged Welcome was joined', input);
    await stillTalks(ready, index);
  }),
  over('client KeyPackages of others', async ({ a }, input) => {
    const id = 'fuzzed';
    try {
      await a.client.create(id, [input]);
    } catch (error) {
      if (!(error instanceof MlsClientError)) throw error;
    }
    if (a.client.group(id)) a.client.commitRefused(id);
    a.entries.length = 0;
  }),
  over(
    'client commit of a malicious member',
    async (ready, content, index) => {
      const { state, suite } = ready.malicious;
      const commit = await forgeCommit(state, content, suite);
      const result = await ready.b.client.commit(groupId, commit);
      demand(!result.ok, 'a commit without a right confirmation tag was applied', commit);
      // A member may remove another, who has no keys to check the tag with (RFC 9420 section 12.4.2).
      if (result.cause === 'removed') setting = undefined;
      else await stillTalks(ready, index);
    },
    ({ malicious }) => malicious.commits,
  ),
  over(
    'client Welcome of a malicious stranger',
    async (ready, groupInfo, index) => {
      const { keyPackage, suite } = ready.malicious;
      const result = await ready.b.client.welcome(await forgeWelcome(keyPackage, groupInfo, suite));
      demand(!result.ok, 'a Welcome to nowhere was joined', groupInfo);
      await stillTalks(ready, index);
    },
    ({ malicious }) => malicious.groupInfos,
  ),
  over(
    'engine serialized group',
    ({ engine }, input) => {
      try {
        engine.deserialize(input);
      } catch (error) {
        if (!(error instanceof MlsUsageError)) throw error;
      }
    },
    ({ states }) => states,
  ),
];
