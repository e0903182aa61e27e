import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { seededRandom } from '../../simulators/kernel/random.ts';
import { testSeed } from '../../simulators/kernel/test-seed.ts';
import { wallClock } from '../../simulators/kernel/wall/clock.ts';
import { actingAs, memberScreens, memberSettings } from '../phones/member-screens.ts';
import { messagesApp } from '../phones/messages-app.ts';
import { type Person, person } from '../phones/person.ts';
import { phoneSettings } from '../phones/settings.ts';
import { castMembers, worldName } from '../rehearsal/cast.ts';
import type { StageSettings } from './api.ts';
import { lobbyPhones } from './lobby.ts';
import { type MemberAct, type MemberAnswer, memberAnswers } from './member-api.ts';
import { type Scenario, startScenarioWorld } from './scenario.ts';
import { CastRefused } from './stage-world.ts';

const folder = mkdtempSync(join(tmpdir(), 'greenroom-members-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const seed = testSeed();

const settings = (simulated: boolean): StageSettings => ({
  folder,
  phones: [
    { name: 'ana', os: 'android', simulated, ...(!simulated && { msisdn: '+447700900101' }) },
    { name: 'ben', os: 'ios', simulated, ...(!simulated && { msisdn: '+447700900102' }) },
  ],
  iphones: 'tunnel',
});
const clock = wallClock((label, error) => assert.fail(`${label}: ${String(error)}`));
after(() => clock.stop());
const cast = castMembers({
  cy: { carrier: 'north' },
  dee: { carrier: 'south', os: 'ios' },
  cyTablet: { pairedWith: 'cy' },
});

/** The words of a scenario on a phone without a face, with the control API's checks and no socket in between. */
function before(scenario: Scenario, called: string): Person {
  const facts = scenario.started.members.find(({ name }) => name === worldName(called));
  assert.ok(facts, called);
  const { name, os, msisdn } = facts;
  const act = actingAs(
    {
      async act<A extends MemberAct>(member: string, what: A) {
        const answer: unknown = scenario.member(member)?.(what);
        return memberAnswers[what.do].parse(JSON.parse(JSON.stringify(answer))) as MemberAnswer<A['do']>;
      },
    },
    name,
  );
  const append: Parameters<typeof phoneSettings>[2] = async (entry) => scenario.append(entry);
  const screens = memberScreens(os, act);
  return person({
    name,
    msisdn,
    messages: messagesApp({ phone: name, msisdn, screens, contacts: new Map(), append }),
    settings: phoneSettings(name, memberSettings(act), append),
    random: seededRandom(seed).split(name),
  });
}

const invariants = ['message-accounted-for', 'receipt-truthful', 'no-plaintext-in-transit', 'archive-complete'];

test(`who has no face says and sees the same as who has one, on every device, and is judged (seed ${seed})`, async () => {
  const request = { name: 'members', seed, invariants, cast };
  const phones = lobbyPhones(settings(true), clock);
  const scenario = await startScenarioWorld(join(folder, 'world'), settings(true), request, phones);
  assert.deepEqual(
    scenario.started.phones.map(({ name }) => name),
    ['ana', 'ben'],
  );
  const [cy, dee, cyTablet] = ['cy', 'dee', 'cyTablet'].map((called) => before(scenario, called));
  assert.ok(cy && dee && cyTablet);
  assert.equal(cyTablet.msisdn, cy.msisdn);

  await cy.opensMessages();
  await cy.startsConversationWith(dee);
  await cy.seesEncryption();
  const question = await cy.writes('Are you on the south side?');
  await cy.seesThat(question, 'delivered');
  await dee.opensConversationWith(cy);
  await dee.receives(question);
  await cy.seesThat(question, 'displayed');
  await dee.turns('airplane', 'on');
  await dee.turns('airplane', 'off');
  const answer = await dee.opensConversationWith(cy).then(() => dee.writes('I am.'));
  await Promise.all([cy, cyTablet].map((each) => each.opensConversationWith(dee).then(() => each.receives(answer))));
  const [hers, his] = await Promise.all([dee.looksAtEncryptionDetails(), cy.looksAtEncryptionDetails()]);
  assert.ok(hers.encrypted && his.encrypted);
  assert.notEqual(hers.verificationCode, null);
  assert.equal(hers.verificationCode, his.verificationCode);
  assert.equal(scenario.recorded('ui.sent').length, 2);
  assert.equal(scenario.recorded('ui.switched').length, 2);
  await scenario.inject('mls.rotateKeys', { phone: cy.name }, undefined);
  const faultId = await scenario.inject('phone.airplaneMode', { phone: cyTablet.name }, undefined);
  await dee.receives(await cy.writes('With new keys.'));
  const later = await dee.looksAtEncryptionDetails();
  assert.notEqual(later.verificationCode, hers.verificationCode, 'the keys did not change');
  assert.ok(await scenario.heal(faultId));
  await assert.rejects(cy.opensGroup('no such group', 100), /cy did not list the group/);

  assert.equal(await scenario.settle(), true);
  for (const [who, other] of [
    [cy, dee],
    [dee, cy],
  ] as const)
    await who.looksAgainAt({ msisdn: other.msisdn });
  const { verdicts } = await scenario.end();
  const named = verdicts.filter(({ invariant }) => invariants.includes(invariant));
  assert.deepEqual(
    named.map(({ invariant, outcome, reason }) => [invariant, outcome, reason]).toSorted(),
    invariants.map((invariant) => [invariant, 'held', null]).toSorted(),
  );
});

test('beside real phones nobody else takes part, and who was to is named', async () => {
  const request = { name: 'real', seed, invariants, cast };
  const start = startScenarioWorld(join(folder, 'beside'), settings(false), request, new Map());
  await assert.rejects(start, (error) => error instanceof CastRefused && /^cy takes part/.test(error.message));
  assert.equal(existsSync(join(folder, 'beside')), false, 'nothing is left of it');
});
