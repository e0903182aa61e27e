import assert from 'node:assert/strict';
import { test } from 'node:test';
import { journalKinds } from '../../simulators/kernel/journal/kinds.ts';
import { combine } from './combine.ts';
import { environments, provides } from './environments.ts';
import { type HandMade, handMade } from './hand-made.ts';
import type { Invariant, Verdict } from './invariant.ts';
import { type InvariantVerdict, judgeJournal } from './judge.ts';
import { invariants } from './registry.ts';

const answering = (id: string, verdict: () => Verdict, change: Partial<Invariant> = {}): Invariant => ({
  id,
  title: id,
  source: 'this test',
  observes: ['ui.sent'],
  observableIn: environments,
  open: () => ({ entry() {}, finish: verdict, open: () => 0 }),
  ...change,
});
const held = (): Verdict => ({ outcome: 'held', judged: 3 });
const unknown = (): Verdict => ({ outcome: 'unknown', judged: 0, reason: 'saw nothing' });
const broken = { what: 'lost', message_id: 'm1', canary: null, entries: [4] };
const violated = (): Verdict => ({ outcome: 'violated', judged: 1, violations: [broken] });
const crash = (): Verdict => {
  throw new Error('oh');
};
const run = (it: HandMade, named: string[], list: Invariant[]): readonly InvariantVerdict[] =>
  judgeJournal(it.entries, { named, context: it.context, invariants: list });
const outcomes = (verdicts: readonly InvariantVerdict[]): string[] => verdicts.map((verdict) => verdict.outcome);

test('what the scenario names is answered; the rest is not exercised, unless it is violated or its check crashed', () => {
  const list = [
    answering('a', held),
    answering('b', held),
    answering('c', unknown),
    answering('d', violated),
    answering('e', crash),
  ];
  const verdicts = run(handMade(), ['a'], list);
  assert.deepEqual(outcomes(verdicts), ['held', 'not-exercised', 'not-exercised', 'violated', 'unknown']);
  assert.deepEqual(verdicts[3]?.violations, [broken]);
  assert.match(verdicts[4]?.reason ?? '', /check crashed: Error: oh/);
  for (const verdict of verdicts) journalKinds['verdict.invariant'].parse(verdict);
});

test('a check that crashes at an entry, or when it is opened, is unknown', () => {
  const opens = answering('a', held, { open: () => crash() as never });
  const enters = answering('b', held, { open: () => ({ entry: () => void crash(), finish: held, open: () => 0 }) });
  assert.deepEqual(outcomes(run(handMade(), ['a', 'b'], [opens, enters])), ['unknown', 'unknown']);
});

test('a crash of the simulator makes held unknown and leaves violated', () => {
  const it = handMade();
  it.add('world.crashed', { label: 'carrier.north retry', error: 'TypeError' });
  const verdicts = run(it, ['a', 'b'], [answering('a', held), answering('b', violated)]);
  assert.deepEqual(outcomes(verdicts), ['unknown', 'violated']);
  assert.match(verdicts[0]?.reason ?? '', /carrier.north retry: TypeError/);
});

test('what an environment cannot show is not observable', () => {
  const it = handMade();
  const first = it.entries[0];
  assert.ok(first?.kind === 'world.started');
  const real = { ...first, data: { ...first.data, environment: 'real-iphone' as const } };
  const list = [answering('a', held), answering('b', held, { observes: ['mls.epoch'] })];
  const verdicts = judgeJournal([real], { named: ['a', 'b'], context: it.context, invariants: list });
  assert.deepEqual(outcomes(verdicts), ['held', 'not-observable']);
  assert.match(verdicts[1]?.reason ?? '', /real-iphone journals have no mls.epoch/);
});

test('what a subject does not offer is not observable, with the reason', () => {
  const exported = answering('a', unknown, { observes: ['subject.record', 'subject.export'] });
  const it = handMade();
  const unseen = new Map([['subject.export', 'no export is offered'] as const]);
  const options = { named: ['a', 'b'], context: it.context, unseen, invariants: [exported, answering('b', held)] };
  const verdicts = judgeJournal(it.entries, options);
  assert.deepEqual(outcomes(verdicts), ['not-observable', 'held']);
  assert.equal(verdicts[0]?.reason, 'no export is offered');
});

test('naming an invariant that does not exist is refused', () => {
  assert.throws(
    () => run(handMade(), ['archive-compleet'], [...invariants]),
    /no invariant "archive-compleet".*archive-complete/,
  );
});

test('every invariant says where it can be observed, and that is where its inputs are', () => {
  assert.ok(invariants.length >= 5);
  assert.equal(new Set(invariants.map(({ id }) => id)).size, invariants.length);
  for (const { id, observes, observableIn } of invariants) {
    assert.ok(observes.length > 0, id);
    const able = environments.filter((environment) => observes.every((kind) => provides(environment, kind)));
    // Beside somebody else's subject stand simulated phones: it is not listed apart.
    assert.deepEqual(
      [...observableIn],
      able.filter((environment) => environment !== 'foreign-subject'),
      id,
    );
  }
});

test('an empty journal is unknown for every invariant, held for none', () => {
  const it = handMade();
  it.settled();
  it.ended();
  const verdicts = judgeJournal(it.entries, { named: invariants.map(({ id }) => id), context: it.context });
  assert.deepEqual(new Set(outcomes(verdicts)), new Set(['unknown']));
});

test('a run: violated beats unknown beats held; exercised nowhere is unknown; what is not observable is only counted', () => {
  const verdict = (invariant: string, outcome: InvariantVerdict['outcome']): InvariantVerdict => {
    const violations = outcome === 'violated' ? [broken] : [];
    return { invariant, outcome, judged: outcome === 'held' ? 2 : 0, reason: null, violations };
  };
  const a = verdict('a', 'held');
  assert.equal(combine([[a, verdict('b', 'not-observable')]]).outcome, 'held');
  assert.equal(combine([[a], [verdict('a', 'not-exercised')]]).outcome, 'held');
  assert.equal(combine([[a, verdict('b', 'not-exercised')]]).outcome, 'unknown');
  assert.equal(combine([[a], [verdict('a', 'unknown')]]).outcome, 'unknown');
  assert.equal(combine([[verdict('a', 'unknown')], [verdict('b', 'violated')]]).outcome, 'violated');
  assert.equal(combine([]).outcome, 'unknown');
  const counted = combine([[a], [a], [verdict('a', 'not-exercised')]]).invariants;
  assert.deepEqual(counted, [
    {
      invariant: 'a',
      judged: 4,
      counts: { held: 2, violated: 0, unknown: 0, 'not-exercised': 1, 'not-observable': 0 },
    },
  ]);
});
