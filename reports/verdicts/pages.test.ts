import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { invariants } from '../../harness/oracle/registry.ts';
import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';
import { changesOf } from '../changes/changes.ts';
import type { RunOutcome } from '../changes/record.ts';
import { runOf, violatedBy } from '../timeline/fixture-run.ts';
import { entriesOf } from './entries.ts';
import type { RunRecord, ScenarioRecord } from './model.ts';
import { runPage } from './run-page.ts';
import { scenarioPage } from './scenario-page.ts';

const rules = invariants.map(({ id, title, source }) => ({ id, title, source }));
let good: readonly JournalEntry[] = [];
before(async () => {
  good = await runOf(2);
});

function scenario(title: string, journal: readonly JournalEntry[], failure: ScenarioRecord['failure']): ScenarioRecord {
  const verdicts = journal.flatMap(({ kind, data }) => (kind === 'verdict.invariant' ? [data] : []));
  return { title, failure, verdicts, journal, replay: 'greenroom replay out/runs/r/scenarios/s/plan.json' };
}

const outcome = (run: string, scenarios: Record<string, string>): RunOutcome => ({
  run,
  started_at_ms: 1,
  seed: Number(run.replace(/\D/g, '')),
  partial: false,
  exit_code: Object.values(scenarios).every((each) => each === 'passed') ? 0 : 1,
  scenarios,
  invariants: {},
});

function record(scenarios: readonly ScenarioRecord[], notHere: RunRecord['notHere'] = []): RunRecord {
  const now = Object.fromEntries(scenarios.map(({ title, failure }) => [title, failure?.class ?? 'passed']));
  const changes = changesOf(outcome('r2', now), [outcome('r1', { 'First <b>': 'passed' })]);
  return { run: 'r2', exitCode: 0, facts: { Seed: '7' }, scenarios, notHere, rules, changes };
}

test('a run in which a promise broke says which, where, by what evidence and how to play it again', () => {
  const sent = good.find(({ kind }) => kind === 'ui.sent') ?? assert.fail();
  const broken = scenario('First <b>', violatedBy(good, [sent.seq]), { class: 'product', message: 'it was lost' });
  const html = runPage(record([broken, scenario('Second', good, null)]));
  for (const wanted of [
    '1 promise broken',
    '1 of 2 scenarios passed',
    'First &lt;b&gt;',
    `<td>#${sent.seq}</td>`,
    'ana types “',
    'message 1, “No. &lt;1&gt; &amp; shall we meet',
    'greenroom replay out/runs/r/scenarios/s/plan.json',
    'Last good run: r1.',
    'chip new',
    'Exercised by no scenario',
    rules.find(({ id }) => id === 'archive-complete')?.title ?? 'no title',
  ])
    assert.ok(html.includes(wanted), `${wanted} is missing`);
  assert.equal(html.split('<svg').length - 1, 2, 'each scenario has its picture');
});

test('webhooks are called by what they report, in the verdict and in the entries that show it', () => {
  const scheduled = good.find(({ kind }) => kind === 'webhook.scheduled') ?? assert.fail();
  assert.ok(scheduled.kind === 'webhook.scheduled');
  const { webhook_id, status } = scheduled.data;
  const journal = violatedBy(good, [scheduled.seq], `${webhook_id} was abandoned`);
  const html = scenarioPage(scenario('Webhooks', journal, { class: 'product', message: 'm' }), rules);
  for (const wanted of [
    `the “${status}” webhook was abandoned</b>`,
    `${webhook_id} is to report “${status}” of message`,
  ])
    assert.ok(html.includes(wanted), `${wanted} is missing`);
});

test('what could not be tried on the phones of a run is named with its reason', () => {
  const html = runPage(
    record([scenario('First', good, null)], [{ scenario: 'Keys <rotate>', reason: 'no hand on it' }]),
  );
  for (const wanted of [
    '1 of 1 scenarios passed, 1 not here',
    'Not tried here',
    'Keys &lt;rotate&gt;',
    'no hand on it',
  ])
    assert.ok(html.includes(wanted), `${wanted} is missing`);
  assert.doesNotMatch(runPage(record([scenario('First', good, null)])), /not here|Not tried/);
});

test('a run that held says so, with what nobody looked at', () => {
  const html = runPage(record([scenario('First <b>', good, null)]));
  assert.ok(html.includes(`>1 of ${rules.length} promises held<`), 'one was named, the others were not looked at');
  assert.ok(html.includes('badge held'));
  assert.ok(runPage({ ...record([scenario('First <b>', good, null)]), exitCode: 4 }).includes('badge unknown'));
  assert.ok(html.includes('Nothing changed.'));
  assert.ok(!html.includes('Broken promises'));
});

test('a run in which a phone was lost has not broken a promise, and is not good', () => {
  const lost = { ...scenario('Lost', good, { class: 'device', message: '[device] ana was lost' }), verdicts: [] };
  const html = runPage(record([scenario('First <b>', good, null), lost]));
  assert.ok(html.includes('1 scenario failed'));
  assert.ok(html.includes('[device] ana was lost'));
});

test('pages stand alone and hold nobody’s number', () => {
  const pages = [
    runPage(record([scenario('First <b>', violatedBy(good, [0, 1, 2, 3, 999]), { class: 'product', message: 'm' })])),
    scenarioPage(scenario('First <b>', violatedBy(good, [0, 1, 2, 3, 999]), { class: 'product', message: 'm' }), rules),
  ];
  for (const html of pages) {
    assert.equal(/\+?4477009000\d\d/.exec(html), null);
    assert.equal(/<script|<link|(src|href)="(?!#)|url\(|undefined|NaN/.exec(html), null);
    assert.ok(html.includes('not in the journal'), 'an entry that does not exist is said not to');
  }
});

test('a scenario without a journal or verdicts has a page nevertheless', () => {
  const html = scenarioPage({ ...scenario('Nothing', [], null), verdicts: [], replay: null }, rules);
  assert.ok(html.includes('not judged'));
  assert.ok(html.includes('No timeline'));
});

test('a journal that was cut off is read as far as it goes', () => {
  const lines = good.slice(0, 5).map((entry) => `${JSON.stringify(entry)}\n`);
  assert.equal(entriesOf(`${lines.join('')}{"seq":5,"ki`).length, 5);
  assert.equal(entriesOf(`${lines.slice(0, 2).join('')}${lines[3]}`).length, 2);
  assert.deepEqual(entriesOf(''), []);
});
