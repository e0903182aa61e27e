import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededCrypto } from '../../crypto/seeded-provider.ts';
import { simulationLicence } from '../../crypto/simulation-licence.ts';
import { seededRandom } from '../../kernel/random.ts';
import { ana, ben, good, groupId, lifetime, nowMs, testMember, text } from '../fixture.ts';
import { createMlsEngine } from './engine.ts';
import { basicAuthentication } from './profile.ts';

test('two added members whose credentials are not good are refused together, and nothing is left unhandled', async () => {
  const trusted = new Set<string>([ana, ben].map((msisdn) => `tel:${msisdn}`));
  const picky = createMlsEngine(seededCrypto(seededRandom('picky'), simulationLicence('virtual')), 2, {
    authenticate(credential, signatureKey) {
      const said = basicAuthentication.authenticate(credential, signatureKey);
      return said.ok && !trusted.has(said.uri) ? { ok: false, detail: 'not trusted here' } : said;
    },
  });
  const creator = testMember(ana);
  const identity = picky.createIdentity(`tel:${ben}`);
  const bundle = await picky.createKeyPackage(identity, { lifetime, lastResort: false });
  const alone = await creator.engine.createGroup(text(groupId), creator.identity, { era: 1, lifetime });
  const first = await creator.engine.commit(alone, { add: [bundle.message] }, nowMs);
  const { group } = good(await picky.join(first.welcome ?? new Uint8Array(0), [bundle]));

  const strangers = ['+447700900101', '+447700900102', '+447700900103'].map((msisdn) => testMember(msisdn));
  const add = await Promise.all(strangers.map(async (stranger) => (await stranger.bundle()).message));
  const second = await creator.engine.commit(first.group, { add }, nowMs);
  const refused = await picky.process(group, second.commit);
  assert.ok(!refused.ok);
  assert.equal(refused.problem, 'invalid-credential');
  await new Promise((resolve) => setImmediate(resolve)); // an unhandled rejection would end this test

  for (const { identity: stranger } of strangers) trusted.add(stranger.uri);
  assert.ok((await picky.process(group, second.commit)).ok);
});
