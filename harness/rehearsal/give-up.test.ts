import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { SmsFallback } from '../phones/sms-fallback.ts';
import { StageError } from '../stage/client.ts';
import { classify } from './classify.ts';
import { endOfRun, RunGivenUp, requireRunGoesOn } from './give-up.ts';
import { tell } from './progress-events.ts';

const folder = mkdtempSync(join(tmpdir(), 'greenroom-give-up-'));
after(() => rmSync(folder, { recursive: true, force: true }));

test('an SMS fallback and a used up allowance end the run, and the environment is to blame; other failures do not', () => {
  const cap = new StageError('the world refused POST /journal with 429: no more', 429, 'no more');
  for (const [failure, words] of [
    [new SmsFallback('ana', '+447700900002'), /^\[environment\] ana would send what is written to \+44…02 as SMS/],
    [cap, /^\[environment\] no more$/],
  ] as const) {
    const end = endOfRun(failure);
    assert.ok(end instanceof RunGivenUp);
    assert.equal(classify(end), 'environment');
    assert.match(end.message, words);
  }
  for (const failure of [new StageError('no such peer', 403), new Error('a screen'), undefined])
    assert.equal(endOfRun(failure), failure);
});

test('what follows the end of a run is not tried, in whatever worker', () => {
  const progress = join(folder, 'progress.jsonl');
  requireRunGoesOn(progress);
  tell(progress, { event: 'scenario-started', spec: '/s/one.e2e.ts', title: 'a' });
  requireRunGoesOn(progress);
  tell(progress, { event: 'run-given-up', title: 'a', reason: 'ana would send an SMS' });
  assert.throws(() => requireRunGoesOn(progress), /^RunGivenUp|the run was given up: ana would send an SMS/);
});
