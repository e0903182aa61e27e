import assert, { AssertionError } from 'node:assert/strict';
import { test } from 'node:test';
import { StageError } from '../stage/client.ts';
import { ClassedError, classed, classify } from './classify.ts';
import { firstComplaint } from './runner-complaint.ts';
import { requireHeld } from './verdict-check.ts';

const verdict = (invariant: string, outcome: 'held' | 'violated' | 'unknown' | 'not-exercised') => ({
  invariant,
  outcome,
  judged: 2,
  reason: outcome === 'unknown' ? 'the check crashed' : null,
  violations: outcome === 'violated' ? [{ what: 'no record', message_id: 'Mx1', canary: 'GR1', entries: [4, 17] }] : [],
});

const cases: readonly (readonly [unknown, string])[] = [
  [new AssertionError({ message: 'x' }), 'product'],
  [new StageError('the world refused', 500), 'harness'],
  [new ClassedError('unknown', 'x'), 'unknown'],
  [new Error('Could not find a connected Android device in 20000ms'), 'device'],
  [new Error("adb: device '127.0.0.1:5555' not found"), 'device'],
  [new Error('Could not proxy command to the remote server. Original error: connect ECONNREFUSED'), 'device'],
  [new Error('No tunnel found for device 0000'), 'device'],
  [new Error('fetch failed', { cause: new Error('connect ECONNREFUSED 127.0.0.1:4723') }), 'environment'],
  [new Error("Can't call click on element"), 'harness'],
  ['a string', 'harness'],
];
for (const [error, expected] of cases)
  test(`${error instanceof Error ? `${error.name}: ${error.message}` : error} is blamed on ${expected}`, () => {
    assert.equal(classify(error), expected);
  });

test('an error says who is to blame at the beginning of its message, the product’s says only what is wrong', () => {
  assert.equal(classed(new Error('socket hang up')).message, '[device] socket hang up');
  const product = new AssertionError({ message: 'archive-complete is violated' });
  assert.equal(classed(product), product);
  const once = classed(new Error('oops'));
  assert.equal(classed(once).message, '[harness] oops');
});

test('a violated invariant fails with its name, its messages and the entries that show it', () => {
  const verdicts = [verdict('archive-faithful', 'held'), verdict('archive-complete', 'violated')];
  assert.throws(() => requireHeld(verdicts, []), {
    name: 'AssertionError',
    message: 'archive-complete is violated (2 judged)\n  no record (message Mx1, GR1); journal entries 4, 17',
  });
});

test('a check that could not be made is neither a success nor the product’s failure', () => {
  assert.throws(() => requireHeld([verdict('mls-agreement', 'unknown')], []), {
    blame: 'unknown',
    message: '[unknown] mls-agreement is unknown: the check crashed.',
  });
  assert.throws(() => requireHeld([], ['mls-agreement']), { blame: 'unknown', message: /no verdict speaks of it/ });
});

test('what held, or was not asked for, passes', () => {
  requireHeld([verdict('a', 'held'), verdict('b', 'not-exercised')], ['a']);
});

test('the runner’s first complaint is found in its log, without the noise around it', () => {
  const log = [
    '2026-11-22T11:02:02.228Z WARN @wdio/x: something',
    '2026-11-22T11:02:02.228Z ERROR webdriver: WebDriverError: Device 1 was not found when running "http://x/session" with method "POST"',
    '    at somewhere',
  ].join('\n');
  assert.equal(firstComplaint(log), 'Device 1 was not found');
  assert.equal(
    firstComplaint('Error: Error [ERR_MODULE_NOT_FOUND]: Cannot find module x'),
    'Error [ERR_MODULE_NOT_FOUND]: Cannot find module x',
  );
  assert.equal(firstComplaint('all is well\n'), undefined);
});
