import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outcome } from './outcome.ts';
import type { FailureClass, ProgressEvent } from './progress-events.ts';
import { summary } from './summary.ts';

type Judged = Extract<ProgressEvent, { event: 'judged' }>['verdicts'][number];

const spec = '/s/one.e2e.ts';
const ended = (title: string, blame?: FailureClass): ProgressEvent => ({
  event: 'scenario-ended',
  spec,
  title,
  failure: blame === undefined ? null : { class: blame, message: `${blame} failed` },
  duration_ms: 1,
});
const started = (title: string): ProgressEvent => ({ event: 'scenario-started', spec, title });
const verdict = (invariant: string, result: Judged['outcome']): Judged => ({
  invariant,
  outcome: result,
  judged: 1,
  reason: null,
  violations: [],
});
const judged = (title: string, ...verdicts: Judged[]): ProgressEvent => ({ event: 'judged', spec, title, verdicts });
const of = (...events: ProgressEvent[]) => outcome({ events, specs: [spec], partial: false });

test('scenarios that held: exit 0', () => {
  const held = of(started('a'), judged('a', verdict('x', 'held'), verdict('y', 'not-observable')), ended('a'));
  assert.deepEqual(held.scenarios, { total: 1, passed: 1, failed: 0 });
  assert.deepEqual(held.invariants, { held: 1, violated: 0, unknown: 0, not_observable: 1 });
  assert.equal(held.exitCode, 0);
});

const blames: readonly (readonly [readonly FailureClass[], number])[] = [
  [['product'], 1],
  [['harness'], 3],
  [['device'], 3],
  [['environment'], 3],
  [['unknown'], 4],
  [['harness', 'product'], 1],
  [['unknown', 'device'], 3],
];
for (const [classes, code] of blames)
  test(`failures of ${classes.join(' and ')} end in exit ${code}`, () => {
    assert.equal(of(...classes.map((blame, i) => ended(`s${i}`, blame))).exitCode, code);
  });

test('a violated invariant ends in exit 1 even if its scenario failed of something else', () => {
  assert.equal(of(judged('a', verdict('x', 'violated')), ended('a', 'harness')).exitCode, 1);
});

test('an invariant counts once, by its worst answer', () => {
  const result = of(
    judged('a', verdict('x', 'held'), verdict('y', 'held'), verdict('z', 'held')),
    ended('a'),
    judged('b', verdict('x', 'unknown'), verdict('y', 'violated'), verdict('z', 'not-exercised')),
    ended('b'),
  );
  assert.deepEqual(result.invariants, { held: 1, violated: 1, unknown: 1, not_observable: 0 });
});

test('what a whole run exercised nowhere is unknown; a choice of its scenarios leaves no gap', () => {
  const events = [judged('a', verdict('x', 'held'), verdict('y', 'not-exercised')), ended('a')];
  assert.equal(outcome({ events, specs: [spec], partial: false }).exitCode, 4);
  assert.equal(outcome({ events, specs: [spec], partial: true }).exitCode, 0);
});

test('a spec without a result is a failure, with what the runner said of it', () => {
  const complaint = 'The usbmuxd socket path does not exist';
  const result = outcome({ events: [], specs: [spec], partial: false, complaint });
  assert.deepEqual(result.failures, [
    { title: spec, class: 'harness', message: `none of its scenarios ran: ${complaint}` },
  ]);
  assert.equal(result.exitCode, 3);
  assert.deepEqual(result.scenarios, { total: 1, passed: 0, failed: 1 });
});

test('a failed lease is the reason that its spec has no result', () => {
  const [failure] = of({ event: 'lease-failed', worker: '0-0', reason: 'no pair of phones can be used' }).failures;
  assert.equal(failure?.class, 'environment');
  assert.match(failure?.message ?? '', /no pair of phones can be used/);
});

test('what the phones are not for is named with its reason, and neither passes nor fails', () => {
  const skipped: ProgressEvent = { event: 'scenario-skipped', spec, title: 'b', reason: 'no hand on a real phone' };
  const result = of(started('a'), judged('a', verdict('x', 'held')), ended('a'), started('b'), skipped);
  assert.deepEqual(result.notHere, [{ scenario: 'b', reason: 'no hand on a real phone' }]);
  assert.deepEqual(result.scenarios, { total: 1, passed: 1, failed: 0 });
  assert.equal(result.exitCode, 0);
  assert.deepEqual(summary(result, null, 1).not_here, result.notHere);
  assert.equal(of(started('b'), skipped).exitCode, 4);
});

test('what a run that was given up did not come to fails of the environment, with the reason', () => {
  const events: ProgressEvent[] = [
    judged('a', verdict('x', 'held')),
    ended('a', 'environment'),
    { event: 'run-given-up', title: 'a', reason: 'ana would send an SMS' },
    { event: 'scenario-started', spec: '/s/two.e2e.ts', title: 'b' },
  ];
  const result = outcome({ events, specs: [spec, '/s/two.e2e.ts', '/s/three.e2e.ts'], partial: false });
  assert.deepEqual(
    result.lost.map(({ title, class: blame }) => [title, blame]),
    [
      ['b', 'environment'],
      ['/s/three.e2e.ts', 'environment'],
    ],
  );
  assert.match(result.lost[1]?.message ?? '', /the run was given up: ana would send an SMS/);
  assert.deepEqual([result.exitCode, result.scenarios.failed], [3, 3]);
});

test('a scenario that began and did not end is a failure of the harness', () => {
  const [failure] = of(started('a')).failures;
  assert.deepEqual(failure, {
    title: 'a',
    class: 'harness',
    message: 'it started and never ended: its worker process was lost',
  });
});

test('scenarios that pass without a judgement are no success', () => {
  assert.equal(of(ended('a')).exitCode, 4);
  const events = [judged('a', verdict('x', 'not-exercised')), ended('a')];
  assert.equal(outcome({ events, specs: [spec], partial: true }).exitCode, 4);
});

test('no scenario at all is no success', () => {
  assert.equal(outcome({ events: [], specs: [spec], partial: false }).exitCode, 3);
});

test('phones are those whose sessions were up, each once', () => {
  const phone = { name: 'ana', os: 'android', driver: 'UiAutomator2', simulated: true };
  const up: ProgressEvent = { event: 'sessions-started', phones: [phone] };
  assert.deepEqual(of(up, up, ended('a')).phones, [{ os: 'android', driver: 'UiAutomator2', simulated: true }]);
});

test('what an interrupted run did not come to is no failure', () => {
  const result = outcome({
    events: [ended('a'), started('b')],
    specs: [spec, '/s/two.e2e.ts'],
    partial: false,
    interrupted: true,
  });
  assert.deepEqual(result.scenarios, { total: 1, passed: 1, failed: 0 });
});

test('a runner that failed although no scenario did is a failure of the harness', () => {
  const events = [judged('a', verdict('x', 'held')), ended('a')];
  const result = outcome({ events, specs: [spec], partial: false, runnerCode: 1 });
  assert.equal(result.exitCode, 3);
  assert.match(result.lost[0]?.message ?? '', /ended with 1 although no scenario failed/);
});
