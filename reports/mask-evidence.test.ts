import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPlan } from '../harness/faults/plan/read-plan.ts';
import { maskEvidence, maskPlan } from './mask-evidence.ts';

test('numbers are masked however they are written, and two people stay apart', () => {
  assert.equal(maskEvidence('from +447700900001 to tel:+447700900002'), 'from +44…01 to tel:+44…02');
  assert.equal(maskEvidence('GET /users/%2B447700900001/groups'), 'GET /users/%2B44…01/groups');
  assert.equal(maskEvidence('dialled 447700900001', ['+447700900001']), 'dialled 44…01');
});

test('what only looks like a number stays: times, sizes, sequence numbers', () => {
  const text = '{"seq":12,"at":"2026-11-22T12:03:55.607Z","ms":1700000000000,"sum":"1+1","bytes":+44}';
  assert.equal(maskEvidence(text), text);
});

test('what opens something never stays', () => {
  const hex = 'a1b2c3d4'.repeat(6);
  const clean = maskEvidence(
    `authorization: Bearer ${hex} enrol-${hex} audit-${hex} eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJkZXYifQ.${hex}`,
  );
  assert.doesNotMatch(clean, /a1b2c3d4|eyJ/);
  assert.match(clean, /Bearer … enrol-… audit-…/);
});

test('a masked plan is a plan, without anybody’s number', () => {
  const plan = {
    seed: 7,
    world: { phones: [{ name: 'ana', os: 'android', msisdn: '+447700900001' }], carriers: ['north'] },
    steps: [{ at: 'PT1S', do: 'switch', phone: 'ana', setting: 'airplane', on: true }],
  };
  const masked = maskPlan(JSON.stringify(plan));
  assert.doesNotMatch(masked, /447700900001|msisdn/);
  assert.deepEqual(readPlan(masked, 'plan.json').steps, plan.steps);
});
