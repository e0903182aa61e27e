import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { type Change, changesOf } from './changes.ts';
import { readHistory, rememberRun } from './history-file.ts';
import { markResults } from './mark-results.ts';
import type { RunOutcome } from './record.ts';
import { changesSummary, changeWords } from './words.ts';

const scratch = mkdtempSync(join(tmpdir(), 'greenroom-changes-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

/** Run number `at`, in which scenario "a" was good or not; seeds differ unless given. */
function run(at: number, good: boolean, seed = 1000 + at): RunOutcome {
  return {
    run: `run-${at}`,
    started_at_ms: at,
    seed,
    partial: false,
    exit_code: good ? 0 : 1,
    scenarios: { a: good ? 'passed' : 'product', b: 'passed' },
    invariants: { 'archive-complete': good ? 'held' : 'violated' },
  };
}

/** What is said of scenario "a" when its runs went so: `+` good, `-` not; the last one is now. */
function told(history: string): Change | undefined {
  const runs = [...history].map((sign, index) => run(index + 1, sign === '+'));
  const now = runs.pop() ?? assert.fail();
  return changesOf(now, runs).items.find(({ name }) => name === 'a');
}

test('what fails and did not before is new; what failed before still fails; what passes again is fixed', () => {
  assert.equal(told('++-')?.change, 'new');
  assert.equal(told('-')?.change, 'new');
  assert.equal(told('+--')?.change, 'still-failing');
  assert.equal(told('+-+')?.change, 'fixed');
  assert.equal(told('+++'), undefined);
  assert.equal(told('-+++'), undefined);
});

test('with one seed for every night, a regression is new and its mending is fixed', () => {
  const nightly = (history: string, version: (at: number) => string | undefined): string | undefined => {
    const runs = [...history].map((sign, index): RunOutcome => {
      const made = version(index);
      return { ...run(index + 1, sign === '+', 7), ...(made !== undefined && { version: made }) };
    });
    return changesOf(runs.pop() ?? assert.fail(), runs).items.find(({ name }) => name === 'a')?.change;
  };
  for (const version of [String, () => undefined]) {
    assert.equal(nightly('+++-', version), 'new');
    assert.equal(nightly('++--', version), 'still-failing');
    assert.equal(nightly('---+', version), 'fixed');
    assert.equal(nightly('++-+', version), 'fixed');
    assert.equal(nightly('+-+-', version), 'flaky', 'to and fro');
  }
  assert.equal(
    nightly('+++-', () => 'one'),
    'flaky',
    'nothing was changed',
  );
  assert.equal(
    nightly('+++-', (at) => (at < 2 ? 'one' : 'two')),
    'flaky',
    'nothing was changed since yesterday',
  );
});

test('what goes to and fro is flaky', () => {
  assert.equal(told('+-+-')?.change, 'flaky');
  assert.equal(told('-+-+')?.change, 'flaky');
  assert.equal(told('+-+-++++++++++++-')?.change, 'new', 'what lies further back than the look back is forgotten');
});

test('it says when it was last good, how often it failed, and which run was the last good one', () => {
  const changes = changesOf(run(4, false), [run(1, true), run(2, true), run(3, false)]);
  assert.equal(changes.lastGood, 'run-2');
  assert.deepEqual(
    changes.items.map(({ kind, name, lastGood, failed, of }) => [kind, name, lastGood, failed, of]),
    [
      ['scenario', 'a', 'run-2', 2, 4],
      ['invariant', 'archive-complete', 'run-2', 2, 4],
    ],
  );
  assert.equal(changesSummary(changes), '1 still failing (since run-2)');
  const [first] = changes.items;
  assert.ok(first);
  assert.equal(changeWords(first), 'product; failed in 2 of the last 4 runs; last good in run-2');
});

test('a run of a few scenarios is not what a whole run is compared with', () => {
  const before = [run(1, true), { ...run(2, true), partial: true }];
  assert.equal(changesOf(run(3, false), before).lastGood, 'run-1');
  assert.equal(changesOf({ ...run(3, false), partial: true }, before).lastGood, 'run-2');
});

test('runs are remembered in order, once each; a line that cannot be read is passed over', () => {
  const folder = join(scratch, 'history');
  assert.deepEqual(readHistory(folder), []);
  rememberRun(folder, run(1, true));
  rememberRun(folder, run(2, false));
  rememberRun(folder, run(2, true));
  const file = join(folder, 'runs.jsonl');
  writeFileSync(file, `{"run":"of another version"}\nhalf a li\n${readFileSync(file, 'utf8')}`);
  assert.deepEqual(readHistory(folder), [run(1, true), run(2, true)]);
});

test('results of Allure are tagged with what changed, and told why', () => {
  writeFileSync(
    join(scratch, 'x-result.json'),
    JSON.stringify({ name: 'a', labels: [], description: 'Play it again' }),
  );
  writeFileSync(join(scratch, 'y-result.json'), JSON.stringify({ name: 'b', labels: [] }));
  markResults(scratch, changesOf(run(2, false), [run(1, true)]));
  const read = (name: string): unknown => JSON.parse(readFileSync(join(scratch, name), 'utf8'));
  assert.deepEqual(read('x-result.json'), {
    name: 'a',
    labels: [{ name: 'tag', value: 'new' }],
    description:
      'Play it again\n\n**Since the last good run** new: product; failed in 1 of the last 2 runs; last good in run-1',
    statusDetails: { flaky: false },
  });
  assert.deepEqual(read('y-result.json'), { name: 'b', labels: [] });
});
