import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGroupInfoWithExternalPub, joinGroupExternal } from 'ts-mls/createCommit.js';
import { encodeMlsMessage } from 'ts-mls/message.js';
import { seededCrypto } from '../../crypto/seeded-provider.ts';
import { simulationLicence } from '../../crypto/simulation-licence.ts';
import { seededRandom } from '../../kernel/random.ts';
import { cipherSuite } from '../engine/cipher-suite.ts';
import { stateOf } from '../engine/group.ts';
import { generate } from '../engine/key-package.ts';
import { clientConfig } from '../engine/profile.ts';
import { ana, ben, eve, good, groupId, lifetime, testConversation, testMember, text } from '../fixture.ts';

/** An external commit into Ana's group by whoever `msisdn` is, with new keys. */
async function comeIn(msisdn: string) {
  const conversation = await testConversation();
  const { engine, identity } = testMember(msisdn, 2, `${msisdn} anew`);
  const state = stateOf(engine.deserialize(conversation.a.client.snapshot(groupId)?.group ?? text('')));
  const suite = cipherSuite(2, seededCrypto(seededRandom('outside'), simulationLicence('virtual')));
  const { keyPackage, secrets } = await generate(identity, { lifetime, lastResort: false }, suite);
  const info = await createGroupInfoWithExternalPub(state, [], suite);
  const joined = await joinGroupExternal(info, keyPackage, secrets, false, suite, state.ratchetTree, clientConfig);
  const { publicMessage } = joined;
  return {
    ...conversation,
    authenticator: Buffer.from(joined.newState.keySchedule.epochAuthenticator).toString('base64'),
    commit: encodeMlsMessage({ version: 'mls10', wireformat: 'mls_public_message', publicMessage }),
  };
}

test('a member that lost its state comes back by an external commit, and all agree', async () => {
  const { a, b, commit, authenticator } = await comeIn(ben);
  const [one, other] = [good(await a.client.commit(groupId, commit)), good(await b.client.commit(groupId, commit))];
  assert.equal(one.group.epochAuthenticator, authenticator);
  assert.deepEqual(one.group, other.group);
  assert.deepEqual(one.group.members, [ana, ben, ben]);
  assert.equal(a.entries.at(-1)?.data['by'], 'external-commit');
});

test('a stranger does not come in by an external commit', async () => {
  const { a, commit } = await comeIn(eve);
  const before = a.client.group(groupId);
  const refused = await a.client.commit(groupId, commit);
  assert.equal(!refused.ok && refused.reason, 'message-from-non-member');
  assert.deepEqual(a.client.group(groupId), before);
});
