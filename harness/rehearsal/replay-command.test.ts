import assert, { AssertionError } from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { classed, classify } from './classify.ts';
import { playAgain, reportable } from './replay-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'greenroom-again-'));
after(() => rmSync(folder, { recursive: true, force: true }));

test('a scenario is played again from its plan, and from its journal where there is no plan', () => {
  assert.equal(playAgain(folder).replay, `greenroom replay ${folder}/journal.jsonl`);
  writeFileSync(join(folder, 'plan.json'), '{}');
  assert.equal(playAgain(folder).replay, `greenroom replay ${folder}/plan.json`);
  assert.equal(
    playAgain('out/runs/r/scenarios/a name').replay,
    "greenroom replay 'out/runs/r/scenarios/a name/journal.jsonl'",
  );
});

test('a failure keeps its class, loses numbers, and says how to play it again, in its stack too', () => {
  const error = reportable(classed(new TypeError('no bubble of +447700900002: $& is not shown')), playAgain(folder));
  assert.equal(classify(error), 'harness');
  assert.match(error.message, /^\[harness\] no bubble of \+44…02: \$& is not shown\nPlay it again: greenroom replay /);
  assert.match(error.stack ?? '', /Play it again/);
  assert.doesNotMatch(error.stack ?? '', /447700900002/);
  assert.doesNotMatch(error.message, /--shrink/);
  assert.equal(reportable(new Error('before a world was there'), undefined).message, 'before a world was there');
});

test('a broken promise also says how to make its plan smaller', () => {
  const { message } = reportable(new AssertionError({ message: 'archive-complete is violated' }), playAgain(folder));
  const [, again, smaller] = message.split('\n');
  assert.match(again ?? '', /^Play it again: greenroom replay \S+\/plan\.json$/);
  assert.equal(smaller, `Make it smaller: ${again?.slice('Play it again: '.length)} --shrink`);
});

test('what was played against a subject is played again and made smaller against it', () => {
  const against = '--against http://127.0.0.1:8700';
  assert.deepEqual(playAgain('out/s', against), {
    replay: `greenroom replay out/s/journal.jsonl ${against}`,
    smaller: `greenroom explore ${against} --plan out/s/journal.jsonl`,
  });
});
