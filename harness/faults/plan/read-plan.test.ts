import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeCanary } from '../../../simulators/kernel/canary.ts';
import { seededRandom } from '../../../simulators/kernel/random.ts';
import { faults } from '../registry.ts';
import { PlanError } from './plan-error.ts';
import { checkPlan, loadPlan, readPlan } from './read-plan.ts';
import { planJsonSchema } from './schema.ts';

const canary = makeCanary(seededRandom('plan'));
const good = () => ({
  seed: 7,
  world: {
    phones: [
      { name: 'ana', os: 'android' },
      { name: 'ben', os: 'ios', carrier: 'south' },
    ],
    carriers: ['north', 'south'],
  },
  invariants: ['archive-complete'],
  expect: { violated: 'archive-complete', canary },
  steps: [
    { at: 'PT5S', do: 'send', from: 'ana', to: 'ben', body: `hello ${canary}` },
    { at: 'PT6S', fault: 'webhook.unavailable', status: 500, for: 'PT20S' },
    { at: 'PT7S', fault: 'phone.airplaneMode', phone: 'ana' },
    { at: 'PT8S', do: 'switch', phone: 'ana', setting: 'rcs', on: false },
    { at: 'PT9S', do: 'read', phone: 'ben', peer: 'ana' },
  ] as Record<string, unknown>[],
});

test('a good plan is read as it is written; a fault gets its defaults', () => {
  const plan = good();
  assert.deepEqual(readPlan(JSON.stringify(plan), 'plan.json'), plan);
  plan.steps = [{ at: 'PT6S', fault: 'webhook.unavailable' }];
  assert.deepEqual(checkPlan(plan, 'plan.json').steps, [{ at: 'PT6S', fault: 'webhook.unavailable', status: 503 }]);
});

const bad: [string, (plan: ReturnType<typeof good>) => unknown, RegExp][] = [
  ['a list', () => [], /^plan.json: the plan must be of type object\.$/],
  ['nothing', () => ({}), /^plan\.json: seed is missing\. Add it: it must be a whole number or a text, like 7\.$/],
  ['half a seed', (plan) => ({ ...plan, seed: 0.5 }), /seed must be a whole number or a text/],
  [
    'an empty body',
    (plan) => Object.assign(plan.steps[0] ?? {}, { body: '' }) && plan,
    /steps\[0\]\.body must not be empty: write what is typed/,
  ],
  [
    'an endless body',
    (plan) => Object.assign(plan.steps[0] ?? {}, { body: 'x'.repeat(100_001) }) && plan,
    /steps\[0\]\.body must be at most 100,000 characters long: shorten it\.$/,
  ],
  [
    'half a character',
    (plan) => Object.assign(plan.steps[0] ?? {}, { body: 'a\ud83d' }) && plan,
    /steps\[0\]\.body must be Unicode: .*Write the whole character\.$/,
  ],
  [
    'a time that never comes',
    (plan) => Object.assign(plan.steps[0] ?? {}, { at: 'P32D' }) && plan,
    /steps\[0\]\.at must be at most "P31D"/,
  ],
  [
    'a fault for ever',
    (plan) => Object.assign(plan.steps[1] ?? {}, { for: 'P5W' }) && plan,
    /steps\[1\]\.for must be at most "P31D"/,
  ],
  ['a misspelt key', ({ steps, ...plan }) => ({ ...plan, stpes: steps }), /stpes is not known. Did you mean "steps"\?/],
  [
    'no such os',
    (plan) => Object.assign(plan.world.phones[0] ?? {}, { os: 'bada' }) && plan,
    /world\.phones\[0\]\.os must be one of "android", "ios"/,
  ],
  [
    'one name twice',
    (plan) => Object.assign(plan.world.phones[1] ?? {}, { name: 'ana' }) && plan,
    /world\.phones\[1\]\.name is "ana", which world\.phones\[0\]/,
  ],
  [
    'no such carrier',
    (plan) => Object.assign(plan.world.phones[1] ?? {}, { carrier: 'east' }) && plan,
    /phones\[1\]\.carrier is "east".*north, south/,
  ],
  [
    'a bad duration',
    (plan) => Object.assign(plan.steps[0] ?? {}, { at: '5s' }) && plan,
    /steps\[0\]\.at must be an ISO 8601 duration.*"PT5S"/,
  ],
  [
    'no such action',
    (plan) => Object.assign(plan.steps[0] ?? {}, { do: 'sent' }) && plan,
    /steps\[0\]\.do is "sent".*Did you mean "send"/,
  ],
  [
    'no such fault',
    (plan) => Object.assign(plan.steps[1] ?? {}, { fault: 'webhook.unavailible' }) && plan,
    /steps\[1\]\.fault is.*Did you mean "webhook.unavailable"/,
  ],
  [
    'a bad parameter',
    (plan) => Object.assign(plan.steps[1] ?? {}, { status: 200 }) && plan,
    /steps\[1\]\.status is not valid/,
  ],
  [
    'an unknown parameter',
    (plan) => Object.assign(plan.steps[1] ?? {}, { code: 1 }) && plan,
    /steps\[1\]\.code is not known/,
  ],
  [
    'neither action nor fault',
    (plan) => ({ ...plan, steps: [{ at: 'PT1S' }] }),
    /steps\[0\] has no "do" and no "fault"/,
  ],
  ['both', (plan) => Object.assign(plan.steps[1] ?? {}, { do: 'send' }) && plan, /steps\[1\] has both/],
  [
    'no such phone',
    (plan) => Object.assign(plan.steps[0] ?? {}, { to: 'cid' }) && plan,
    /steps\[0\]\.to is "cid".*Known: ana, ben/,
  ],
  [
    'no such phone of a fault',
    (plan) => Object.assign(plan.steps[2] ?? {}, { phone: 'cid' }) && plan,
    /steps\[2\]\.phone is "cid"/,
  ],
  [
    'a message to oneself',
    (plan) => Object.assign(plan.steps[0] ?? {}, { to: 'ana' }) && plan,
    /steps\[0\]\.to is "ana", the sender/,
  ],
  [
    'a canary twice',
    (plan) => plan.steps.push({ ...plan.steps[0] }) && plan,
    /steps\[5\]\.body holds GR\w+, as steps\[0\] does/,
  ],
  ['no such invariant', (plan) => ({ ...plan, invariants: ['archive'] }), /invariants\[0\] is "archive"/],
  ['nothing expected that exists', (plan) => ({ ...plan, expect: { violated: 'x' } }), /expect\.violated is "x"/],
];
for (const [name, change, message] of bad) {
  test(`refused with file, place and remedy: ${name}`, () => {
    const text = JSON.stringify(change(good()));
    assert.throws(
      () => readPlan(text, 'plan.json'),
      (error) => error instanceof PlanError && error.message.startsWith('plan.json: ') && message.test(error.message),
    );
  });
}

const crew = { at: 'PT5S', do: 'create-group', by: 'ana', group: 'crew', members: ['ben', 'cid'] };
const inCrew = { at: 'PT9S', by: 'ana', group: 'crew' };

/** Four people, one of them with two devices. */
const grouped = (...steps: unknown[]): unknown => ({
  seed: 7,
  world: {
    phones: [
      { name: 'ana', os: 'android' },
      { name: 'ben', os: 'ios' },
      { name: 'cid', os: 'ios' },
      { name: 'dora', os: 'ios' },
      { name: 'ana-tablet', os: 'ios', pairedWith: 'ana' },
    ],
    carriers: ['north'],
  },
  steps,
});

test('a plan with a group and a second device is read', () => {
  const { steps } = checkPlan(
    grouped(
      crew,
      { at: 'PT6S', do: 'send', from: 'ana-tablet', to: 'crew', body: 'hello' },
      { ...inCrew, do: 'add', by: 'ben', member: 'dora' },
      { at: 'PT9S', do: 'read', phone: 'dora', peer: 'crew' },
      { ...inCrew, do: 'rename', subject: 'Night shift' },
      { ...inCrew, do: 'remove', member: 'dora' },
      { ...inCrew, do: 'leave', by: 'cid' },
      { at: 'PT9S', do: 'end-encryption', by: 'ben', peer: 'crew' },
    ),
    'plan',
  );
  assert.equal(steps.length, 8);
});

const badGroups: readonly [string, readonly unknown[], RegExp][] = [
  ['a group that nobody makes', [{ ...inCrew, do: 'leave' }], /steps\[0\]\.group is "crew", but no step creates.*none/],
  [
    'a misspelt group',
    [crew, { ...inCrew, do: 'leave', group: 'crw' }],
    /steps\[1\]\.group is "crw", but no step creates such a group\. Known: crew/,
  ],
  [
    'neither phone nor group',
    [crew, { at: 'PT9S', do: 'send', from: 'ana', to: 'cru', body: 'x' }],
    /steps\[1\]\.to is "cru", but there is no such phone in world\.phones and no such group\. Known: ana, .*crew/,
  ],
  [
    'a group used before it is there',
    [{ at: 'PT4S', do: 'send', from: 'ana', to: 'crew', body: 'x' }, crew],
    /steps\[0\]\.to is "crew", which is created only later, by steps\[1\]/,
  ],
  [
    'somebody who is never in it',
    [crew, { ...inCrew, do: 'leave', by: 'dora' }],
    /steps\[1\] has "dora" do something in "crew".*In it: ana, ben, cid/,
  ],
  ['removing nobody in it', [crew, { ...inCrew, do: 'remove', member: 'dora' }], /member is "dora", who is never in/],
  ['removing oneself', [crew, { ...inCrew, do: 'remove', member: 'ana' }], /member is "ana".*"do": "leave"/],
  ['a group twice', [crew, { ...crew, at: 'PT8S' }], /steps\[1\]\.group is "crew", which steps\[0\] creates already/],
  ['a group with a phone’s name', [{ ...crew, group: 'dora' }], /group is "dora", which a phone is called/],
  ['two groups with one title', [crew, { ...crew, group: 'cast', subject: 'crew' }], /subject is "crew", as "crew" is/],
  ['oneself among the members', [{ ...crew, by: 'ana-tablet', members: ['ana', 'ben'] }], /members\[0\] is "ana", who/],
  ['a member twice', [{ ...crew, members: ['ben', 'ben'] }], /members\[1\] is "ben" once more/],
  ['a group of two', [{ ...crew, members: ['ben'] }], /members must have two at least/],
  [
    'a device as a member',
    [{ ...crew, members: ['ben', 'ana-tablet'] }],
    /members\[1\] is "ana-tablet", but there is no/,
  ],
  ['a title of nothing', [{ ...crew, subject: '' }], /subject must not be empty/],
];
for (const [name, steps, message] of badGroups) {
  test(`refused with place and remedy: ${name}`, () => {
    assert.throws(
      () => checkPlan(grouped(...steps), 'plan.json'),
      (error) => error instanceof PlanError && message.test(error.message),
    );
  });
}

test('a second device has the number and the carrier of its subscriber, who exists', () => {
  const paired = (device: object): unknown => ({
    seed: 7,
    world: {
      phones: [
        { name: 'ana', os: 'android' },
        { name: 'tab', os: 'ios', ...device },
      ],
      carriers: ['north'],
    },
    steps: [],
  });
  assert.throws(() => checkPlan(paired({ pairedWith: 'bea' }), 'p'), /pairedWith is "bea", but there is no such phone/);
  assert.throws(() => checkPlan(paired({ pairedWith: 'tab' }), 'p'), /pairedWith is "tab", but there is no such phone/);
  const both = { pairedWith: 'ana', msisdn: '+447700900009' };
  assert.throws(() => checkPlan(paired(both), 'p'), /msisdn is given, but the device is paired with "ana"/);
  checkPlan(paired({ pairedWith: 'ana' }), 'p');
});

test('a file that is missing or not JSON is named', () => {
  assert.throws(() => loadPlan('/nowhere/plan.json'), /^PlanError: \/nowhere\/plan\.json: there is no such file/);
  assert.throws(() => loadPlan('.'), /^PlanError: \.: is a folder, not a file\. Name the plan\.json/);
  assert.throws(() => readPlan('{', 'plan.json'), /^PlanError: plan\.json: is not JSON/);
});

test('the JSON Schema knows every action and every fault', () => {
  const text = JSON.stringify(planJsonSchema());
  for (const word of ['send', 'read', 'switch', ...faults.map(({ id }) => id)])
    assert.ok(text.includes(`"${word}"`), word);
  assert.match(text, /"\$schema":"https:\/\/json-schema.org\/draft\/2020-12\/schema"/);
});
