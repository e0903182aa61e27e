import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { RehearsalFailure } from './failure.ts';
import { tailProgress, tell } from './progress-events.ts';
import { makeRunFolder, pruneRuns } from './run-folder.ts';

const out = mkdtempSync(join(tmpdir(), 'greenroom-runs-'));
after(() => rmSync(out, { recursive: true, force: true }));
const at = (second: number): Date => new Date(Date.UTC(2026, 10, 22, 10, 0, second));

test('a run’s folder is named by its time and seed, and two in one second do not share one', () => {
  const first = makeRunFolder(out, 7, at(0));
  const second = makeRunFolder(out, 7, at(0));
  assert.equal(first.path, join(out, 'runs', '20261122T100000Z-7'));
  assert.equal(second.path, join(out, 'runs', '20261122T100000Z-7-2'));
  for (const folder of [first.logs, first.scenarios, first.allureResults]) assert.ok(existsSync(folder));
});

test('the last runs are kept, and nothing that is no run is touched', () => {
  for (let second = 1; second <= 12; second++) makeRunFolder(out, 7, at(second));
  mkdirSync(join(out, 'runs', 'kept by hand'));
  pruneRuns(out, 10);
  const left = readdirSync(join(out, 'runs')).sort();
  assert.equal(left.length, 11);
  assert.equal(left[0], '20261122T100003Z-7');
  assert.ok(left.includes('kept by hand'));
});

test('progress is read as it grows, whole lines only', () => {
  const file = join(out, 'progress.jsonl');
  const seen: string[] = [];
  const tail = tailProgress(file, (event) => seen.push(event.event));
  tail.poll();
  tell(file, { event: 'scenario-started', spec: 's', title: 'Ünïcode 👩‍🚀' });
  tail.poll();
  tell(file, { event: 'step', title: 't', text: 'x' });
  tell(file, { event: 'step', title: 't', text: 'y' });
  tail.poll();
  tail.poll();
  assert.deepEqual(seen, ['scenario-started', 'step', 'step']);
});

test('a place that takes no folder is refused at once, in words', () => {
  const file = join(out, 'a file');
  writeFileSync(file, '');
  for (const place of ['/proc/greenroom', file, join(file, 'below')])
    assert.throws(
      () => makeRunFolder(place, 7, at(0)),
      (error) => error instanceof RehearsalFailure && /cannot be written to: .*--out\.$/.test(error.message),
    );
});
