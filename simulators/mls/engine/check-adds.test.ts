import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Proposal } from 'ts-mls/proposal.js';
import { seededCrypto } from '../../crypto/seeded-provider.ts';
import { simulationLicence } from '../../crypto/simulation-licence.ts';
import { seededRandom } from '../../kernel/random.ts';
import { ana, lifetime, nowMs, testMember, text } from '../fixture.ts';
import { cipherSuite } from './cipher-suite.ts';
import { stageCommit } from './commit.ts';
import { stateOf } from './group.ts';
import { usableKeyPackage } from './key-package.ts';
import { basicAuthentication, configFor } from './profile.ts';

test('several added members whose credentials are not good are refused, and no rejection is left unhandled', async () => {
  const suite = cipherSuite(2, seededCrypto(seededRandom('adds'), simulationLicence('virtual')));
  const creator = testMember(ana);
  const group = await creator.engine.createGroup(text('adds'), creator.identity, { era: 1, lifetime });
  const strangers = ['+447700900101', '+447700900102', '+447700900103'].map((msisdn) => testMember(msisdn));
  const adds = await Promise.all(
    strangers.map(async (stranger): Promise<Proposal> => {
      const { message } = await stranger.bundle();
      return {
        proposalType: 'add',
        add: { keyPackage: usableKeyPackage(message, 2, basicAuthentication, nowMs) },
      };
    }),
  );
  const nobody = configFor({ authenticate: () => ({ ok: false, detail: 'not trusted any more' }) });
  const doubtful = { ...stateOf(group), clientConfig: nobody };
  await assert.rejects(stageCommit(doubtful, adds, suite), /credential of an added leaf/);
  await new Promise((resolve) => setImmediate(resolve)); // an unhandled rejection would fail this test
  assert.ok((await stageCommit(stateOf(group), adds, suite)).welcome);
});
