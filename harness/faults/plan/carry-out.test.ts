import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canaryOf } from '../../../simulators/kernel/canary.ts';
import type { RecordsOfficer } from '../../subject/records-officer.ts';
import { testStage } from '../test-stage.ts';
import { carryOut } from './carry-out.ts';
import { checkPlan } from './read-plan.ts';
import { type RunStage, StepImpossible } from './run-stage.ts';
import type { Plan } from './schema.ts';

/** A stage whose users only say what they do, and when. */
function telling(): { stage: RunStage; told: string[] } {
  const base = testStage();
  const told: string[] = [];
  const startedAtMs = base.clock.now();
  const tell = async (what: string): Promise<void> => {
    told.push(`${(base.clock.now() - startedAtMs) / 1000} ${what}`);
  };
  const officer: RecordsOfficer = {
    setPolicy: ({ own }) => tell(`the officer keeps records for ${own?.retention}`),
    placeHold: ({ matter, custodians, from }) => tell(`the officer holds ${custodians} since ${from} for ${matter}`),
    release: async (matter) => (matter === 'rook' ? 1 : 0),
    erase: (custodian) => tell(`the officer erases what is of ${custodian}`),
  };
  const stage: RunStage = {
    ...base,
    startedAtMs,
    user: (phone) => ({
      listed: async (titles) => (phone === 'cid' ? undefined : titles.at(-1)),
      startGroup: (msisdns, subject) => tell(`${phone} starts ${subject} with ${msisdns.join(', ')}`),
      addMember: (title, msisdn) => tell(`${phone} adds ${msisdn} to ${title}`),
      async removeMember(title, msisdn) {
        throw new StepImpossible(`${phone} does not see ${msisdn} in ${title}.`);
      },
      leaveGroup: (title) => tell(`${phone} leaves ${title}`),
      renameGroup: (title, subject) => tell(`${phone} renames ${title} to ${subject}`),
      endEncryption: (peer) => tell(`${phone} ends the encryption of ${peer}`),
      send: (peer, body, canary) => tell(`${phone} sends to ${peer}: ${body.replace(canary, '<canary>')}`),
      read: (peer) => tell(`${phone} reads ${peer}`),
      deleteMessage: (peer, before) => tell(`${phone} deletes a message of ${peer}, ${before} before the latest`),
      async switch(setting, on) {
        base.phones.get(phone)?.setAirplaneMode(on);
        await tell(`${phone} switches ${setting} ${on ? 'on' : 'off'}`);
      },
    }),
    msisdn: (phone) => `+${phone}`,
    waitUntil: (atMs) => base.clock.runFor(Math.max(0, atMs - base.clock.now())),
    async settle() {
      await tell('settle');
      return true;
    },
    askSubject: () => tell('ask'),
    officer: (deed) => deed(officer).then(() => {}),
    append(kind, data) {
      if (kind.startsWith('fault.') || kind === 'world.settled') void tell(kind);
      return base.append(kind, data);
    },
  };
  return { stage, told };
}

const plan = (steps: readonly unknown[]): Plan =>
  checkPlan(
    {
      seed: 7,
      world: {
        phones: [
          { name: 'ana', os: 'android' },
          { name: 'ben', os: 'ios' },
        ],
        carriers: ['north'],
      },
      steps,
    },
    'plan',
  );

test('steps happen at their times in their order, then everything heals, settles, is looked at and asked for', async () => {
  const { stage, told } = telling();
  const result = await carryOut(
    plan([
      { at: 'PT9S', do: 'read', phone: 'ben', peer: 'ana' },
      { at: 'PT5S', do: 'send', from: 'ana', to: 'ben', body: 'hello' },
      { at: 'PT5S', fault: 'webhook.unavailable', for: 'PT2S' },
      { at: 'PT6S', fault: 'phone.airplaneMode', phone: 'ben' },
      { at: 'PT9.5S', do: 'switch', phone: 'ben', setting: 'rcs', on: false },
      { at: 'PT10S', do: 'switch', phone: 'ana', setting: 'airplane', on: true },
    ]),
    stage,
  );
  assert.deepEqual(result, { refused: [], quiet: true });
  assert.deepEqual(told, [
    '5 ana sends to +ben: hello <canary>',
    '5 fault.injected',
    '6 fault.injected',
    '7 fault.healed',
    '9 ben reads +ana',
    '9.5 ben switches rcs off',
    '10 ana switches airplane on',
    '10 fault.healed',
    '10 ben switches rcs on',
    '10 ana switches airplane off',
    '10 settle',
    '10 ben reads +ana',
    '10 ana reads +ben',
    '75 settle',
    '75 world.settled',
    '75 ben reads +ana',
    '75 ana reads +ben',
    '75 ask',
  ]);
});

test('groups go by the names that the plan gives them, and what the screens do not offer is named', async () => {
  const { stage, told } = telling();
  const crew = { by: 'ana', group: 'crew' };
  const { refused } = await carryOut(
    checkPlan(
      {
        seed: 7,
        world: {
          phones: ['ana', 'ben', 'cid', 'dora'].map((name) => ({ name, os: 'ios' })),
          carriers: ['north'],
        },
        steps: [
          { at: 'PT1S', do: 'create-group', ...crew, members: ['ben', 'cid'], subject: 'Crew' },
          { at: 'PT2S', do: 'send', from: 'ben', to: 'crew', body: 'hello' },
          { at: 'PT3S', do: 'rename', ...crew, by: 'ben', subject: 'Night shift' },
          { at: 'PT4S', do: 'add', ...crew, member: 'dora' },
          { at: 'PT5S', do: 'remove', ...crew, by: 'dora', member: 'ana' },
          { at: 'PT6S', do: 'leave', ...crew, by: 'cid' },
          { at: 'PT7S', do: 'end-encryption', by: 'dora', peer: 'crew' },
          { at: 'PT8S', do: 'read', phone: 'ben', peer: 'crew' },
        ],
      },
      'plan',
    ),
    stage,
  );
  assert.deepEqual(refused, [
    'steps[4]: dora does not see +ana in Crew.',
    'steps[5]: cid does not have the group "crew".',
  ]);
  const looks = ['ana reads Crew', 'ben reads Crew', 'dora reads Crew'];
  assert.deepEqual(
    told.map((line) => line.replace(/^[\d.]+ /u, '')),
    [
      'ana starts Crew with +ben, +cid',
      'ben sends to Crew: hello <canary>',
      'ben renames Crew to Night shift',
      'ana adds +dora to Crew',
      'dora ends the encryption of Crew',
      'ben reads Crew',
      'settle',
      ...looks,
      'settle',
      'world.settled',
      ...looks,
      'ask',
    ],
  );
});

test('a fault that is refused is named, and the run goes on', async () => {
  const { stage, told } = telling();
  const twice = { fault: 'phone.airplaneMode', phone: 'ben' };
  const { refused } = await carryOut(
    plan([
      { at: 'PT1S', ...twice },
      { at: 'PT2S', ...twice },
    ]),
    stage,
  );
  assert.equal(refused.length, 1);
  assert.match(refused[0] ?? '', /^steps\[1\]: phone\.airplaneMode: it is active already/);
  assert.ok(told.includes('2 fault.refused'));
});

test('a body gets a canary from the seed; its own canary stays', async () => {
  const bodies = async (seed: number, body: string): Promise<string[]> => {
    const { stage } = telling();
    const typed: string[] = [];
    const send = async (_peer: string, text: string): Promise<void> => void typed.push(text);
    const base = stage.user('ana');
    const step = { do: 'send', from: 'ana', to: 'ben', body };
    const steps = body.includes('GR')
      ? [{ at: 'PT1S', ...step }]
      : [
          { at: 'PT1S', ...step },
          { at: 'PT2S', ...step },
        ];
    await carryOut({ ...plan(steps), seed }, { ...stage, user: () => ({ ...base, send }) });
    return typed;
  };
  const [first = '', second = ''] = await bodies(7, 'hello');
  assert.ok(canaryOf(first) !== undefined && canaryOf(first) !== canaryOf(second));
  assert.deepEqual(await bodies(7, 'hello'), [first, second]);
  assert.notDeepEqual(await bodies(8, 'hello'), [first, second]);
  assert.deepEqual(await bodies(8, first), [first]);
});

test('the records officer acts at the time of each step, before anything later happens', async () => {
  const { stage, told } = telling();
  const { refused } = await carryOut(
    plan([
      { at: 'PT1S', do: 'policy', retention: 'PT30S' },
      { at: 'PT2S', do: 'hold', matter: 'rook', custodians: ['ben'], since: 'PT1S' },
      { at: 'PT3S', do: 'erase', custodian: 'ana' },
      { at: 'PT4S', do: 'release', matter: 'rook' },
      { at: 'PT5S', do: 'release', matter: 'castle' },
    ]),
    stage,
  );
  const since = new Date(stage.startedAtMs + 1_000).toISOString();
  assert.deepEqual(told.slice(0, 3), [
    '1 the officer keeps records for PT30S',
    `2 the officer holds +ben since ${since} for rook`,
    '3 the officer erases what is of +ana',
  ]);
  assert.deepEqual(refused, ['steps[4]: no hold for "castle" stands.']);
});
