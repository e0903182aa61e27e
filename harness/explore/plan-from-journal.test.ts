import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkPlan } from '../faults/plan/read-plan.ts';
import { ana, ben, handMade } from '../oracle/hand-made.ts';
import { NoPlanError, planFromJournal } from './plan-from-journal.ts';

function run() {
  const it = handMade();
  const canary = it.canary();
  it.at(5).sent('ana', `hello ${canary}`, canary);
  it.at(6).add('fault.injected', { fault_id: 'f1', fault: 'webhook.unavailable', parameters: { status: 503 } });
  it.at(7.25).shown('ben', { direction: 'in', body: `hello ${canary}`, status: null });
  it.at(8).shown('ben', { direction: 'in', body: `hello ${canary}`, status: null });
  it.at(9).add('ui.switched', { phone: 'ana', setting: 'airplane', on: true });
  it.at(10).add('fault.injected', { fault_id: 'f2', fault: 'phone.airplaneMode', parameters: { phone: 'ben' } });
  it.at(26).add('fault.healed', { fault_id: 'f1', fault: 'webhook.unavailable' });
  it.settled();
  it.at(40).shown('ana', { direction: 'in', body: 'late', status: null });
  return { it, canary };
}

test('what users did and what broke, at its time; looking again at the same is left out', () => {
  const { it, canary } = run();
  const plan = planFromJournal(it.entries);
  assert.deepEqual(plan, {
    name: 'hand-made',
    seed: 1,
    world: {
      phones: [
        { name: 'ana', os: 'android', msisdn: '+447700900001', carrier: 'north' },
        { name: 'ben', os: 'ios', msisdn: '+447700900002', carrier: 'south' },
      ],
      carriers: ['north', 'south'],
      webhookRetryMs: [],
    },
    steps: [
      { at: 'PT5S', do: 'send', from: 'ana', to: 'ben', body: `hello ${canary}` },
      { at: 'PT6S', fault: 'webhook.unavailable', status: 503, for: 'PT20S' },
      { at: 'PT7.25S', do: 'read', phone: 'ben', peer: 'ana' },
      { at: 'PT9S', do: 'switch', phone: 'ana', setting: 'airplane', on: true },
      { at: 'PT10S', fault: 'phone.airplaneMode', phone: 'ben' },
    ],
  });
  assert.deepEqual(checkPlan(JSON.parse(JSON.stringify(plan)), 'plan'), plan);
});

test('the profile of webhooks comes along, where it is another than standard', () => {
  const { it } = run();
  const profile = 'rbm';
  const told = it.entries.map((entry) =>
    entry.kind === 'world.started' ? { ...entry, data: { ...entry.data, webhook_profile: profile } as const } : entry,
  );
  const plan = planFromJournal(told);
  assert.deepEqual(plan.world.webhooks, { profile });
  assert.deepEqual(checkPlan(JSON.parse(JSON.stringify(plan)), 'plan'), plan);
});

test('groups by their titles, whatever they are called later, and second devices', () => {
  const it = handMade();
  const [first] = it.entries;
  if (first?.kind !== 'world.started') throw new Error('a journal begins with the world');
  const tablet = { name: 'ana-tablet', os: 'ios', msisdn: ana, carrier: 'north', incarnation: 1 } as const;
  const cid = { name: 'cid', os: 'ios', msisdn: '+447700900003', carrier: 'north', incarnation: 1 } as const;
  it.add('world.started', {
    ...first.data,
    phones: [...first.data.phones, cid, { ...tablet, paired_with: 'ana' }],
  });
  const [one, two] = [it.canary(), it.canary()];
  const group = { title: 'Crew', members: [ben, cid.msisdn] };
  const did = { phone: 'ana', peer: 'Crew', whom: [] };
  it.at(5).add('ui.grouped', { ...did, did: 'created', whom: [ben, cid.msisdn] });
  it.at(6).add('ui.sent', { phone: 'ana', peer: 'Crew', body: one, canary: one, group });
  it.at(7).add('ui.grouped', { ...did, phone: 'ben', did: 'renamed', name: 'Night shift' });
  it.at(8).add('ui.sent', { phone: 'ana-tablet', peer: 'Night shift', body: two, canary: two, group });
  it.at(9).add('ui.shown', {
    phone: 'cid',
    peer: 'Crew',
    encrypted: true,
    bubbles: [{ direction: 'in', body: one, status: null }],
    group: { title: 'Crew', members: [ana, ben] },
  });
  it.at(10).add('ui.grouped', { ...did, did: 'icon-changed', name: 'harbour' });
  it.at(11).add('ui.grouped', { ...did, peer: 'Night shift', did: 'removed', whom: [ben] });
  it.at(12).add('ui.grouped', { ...did, peer: 'Night shift', did: 'added', whom: [ben] });
  it.at(13).add('ui.grouped', { ...did, phone: 'cid', did: 'left' });
  it.at(14).add('ui.grouped', { ...did, peer: 'Night shift', did: 'encryption-ended' });
  const plan = planFromJournal(it.entries);
  assert.deepEqual(plan.world.phones.at(-1), { name: 'ana-tablet', os: 'ios', pairedWith: 'ana' });
  assert.deepEqual(plan.steps, [
    { at: 'PT5S', do: 'create-group', by: 'ana', group: 'group-1', members: ['ben', 'cid'], subject: 'Crew' },
    { at: 'PT6S', do: 'send', from: 'ana', to: 'group-1', body: one },
    { at: 'PT7S', do: 'rename', by: 'ben', group: 'group-1', subject: 'Night shift' },
    { at: 'PT8S', do: 'send', from: 'ana-tablet', to: 'group-1', body: two },
    { at: 'PT9S', do: 'read', phone: 'cid', peer: 'group-1' },
    { at: 'PT11S', do: 'remove', by: 'ana', group: 'group-1', member: 'ben' },
    { at: 'PT12S', do: 'add', by: 'ana', group: 'group-1', member: 'ben' },
    { at: 'PT13S', do: 'leave', by: 'cid', group: 'group-1' },
    { at: 'PT14S', do: 'end-encryption', by: 'ana', peer: 'group-1' },
  ]);
  assert.deepEqual(checkPlan(JSON.parse(JSON.stringify(plan)), 'plan'), plan);
});

test('what was violated is what a replay must reproduce, on the same message', () => {
  const { it, canary } = run();
  const violation = { what: 'lost', message_id: 'm1', canary, entries: [1] };
  const verdict = { judged: 1, reason: null, violations: [] };
  it.add('verdict.invariant', { ...verdict, invariant: 'archive-complete', outcome: 'held' });
  it.add('verdict.invariant', { ...verdict, invariant: 'mls-agreement', outcome: 'not-exercised' });
  it.add('verdict.invariant', {
    ...verdict,
    invariant: 'message-accounted-for',
    outcome: 'violated',
    violations: [violation],
  });
  const { expect, invariants } = planFromJournal(it.entries);
  assert.deepEqual(expect, { violated: 'message-accounted-for', canary });
  assert.deepEqual(invariants, ['archive-complete', 'message-accounted-for']);
});

test('a violation that names only a message id is on the message that carries it', () => {
  const { it, canary } = run();
  it.add('handset.queued', { phone: 'ana', message_id: 'm1', peer: '+447700900002', canary });
  const violation = { what: 'abandoned', message_id: 'm1', canary: null, entries: [1] };
  it.add('verdict.invariant', {
    ...{ judged: 1, reason: null, invariant: 'webhook-delivered', outcome: 'violated' },
    violations: [violation, { ...violation, message_id: 'm2' }],
  });
  assert.deepEqual(planFromJournal(it.entries).expect, { violated: 'webhook-delivered', canary });
});

test('a journal that does not say which phones there were makes no plan', () => {
  assert.throws(() => planFromJournal(handMade().entries.slice(1)), NoPlanError);
});

test('what a records officer had done; one request with several answers is one step', () => {
  const it = handMade();
  const own = { retention: 'PT60S', dispose: false, cold_after: 'PT5S', rule: 'plan', citation: 'Plan' };
  const set = { retention: [], erasure_allowed: true, dispose_after: null, in_force_since: null };
  it.at(5).add('subject.policy', { asked: { profiles: [], own }, ...set });
  const hold = { hold_id: 'h1', matter: 'rook', custodians: [ben], placed_at: it.time(6) };
  it.at(6).add('subject.hold', { did: 'placed', ...hold, from: null, to: it.time(3), released_at: null });
  const erasure = { erasure_id: 'e1', custodian: ben, asked_at: it.time(7), outcomes: [] };
  it.at(7).add('subject.erasure', erasure);
  it.at(7.5).add('subject.erasure', erasure);
  it.at(8).add('subject.hold', { did: 'released', ...hold, from: null, to: it.time(3), released_at: it.time(8) });
  const plan = planFromJournal(it.entries);
  assert.deepEqual(plan.steps, [
    { at: 'PT5S', do: 'policy', retention: 'PT60S', coldAfter: 'PT5S' },
    { at: 'PT6S', do: 'hold', matter: 'rook', custodians: ['ben'], until: 'PT3S' },
    { at: 'PT7S', do: 'erase', custodian: 'ben' },
    { at: 'PT8S', do: 'release', matter: 'rook' },
  ]);
  assert.deepEqual(checkPlan(JSON.parse(JSON.stringify(plan)), 'plan'), plan);
});
