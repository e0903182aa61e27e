import assert from 'node:assert/strict';
import { test } from 'node:test';
import { masked, sameNumber } from './msisdn.ts';
import { joinScreens, statusOf } from './transcript.ts';

const words = [
  ['Sending…', 'sending'],
  ['Sent', 'sent'],
  ['Delivered', 'delivered'],
  ['Read 4:40 PM', 'displayed'],
  ['Not sent. Touch to try again.', 'failed'],
  ['Not Delivered', 'failed'],
  ['This message could not be decrypted.', 'undecryptable'],
  ['Now • SMS', null],
  ['4:40 PM', null],
  ['', null],
] as const;
for (const [said, status] of words)
  test(`"${said}" under a bubble means ${status}`, () => assert.equal(statusOf(said), status));

const bubble = (body: string, status: 'sent' | null = null) => ({ direction: 'out', body, status }) as const;

test('screenfuls are joined where they overlap, and a status that one of them shows is kept', () => {
  const older = [bubble('1'), bubble('2', 'sent'), bubble('3', 'sent')];
  const newer = [bubble('2'), bubble('3', 'sent'), bubble('4')];
  assert.deepEqual(joinScreens(older, newer), [bubble('1'), bubble('2', 'sent'), bubble('3', 'sent'), bubble('4')]);
  assert.deepEqual(joinScreens([bubble('1')], [bubble('2')]), [bubble('1'), bubble('2')]);
  assert.deepEqual(joinScreens(newer, newer), newer);
  assert.deepEqual(joinScreens([], newer), newer);
});

test('a title that is a number is recognised in any spacing, a name never', () => {
  for (const title of ['+44 7700 900001', '+447700900001', '+44 (7700) 900-001'])
    assert.equal(sameNumber(title, '+447700900001'), true);
  for (const title of ['Ana', 'Ana +447700900001', '+447700900002', ''])
    assert.equal(sameNumber(title, '+447700900001'), false);
});

test('a number in a report keeps its country and its last two digits', () => {
  assert.equal(masked('+447700900001'), '+44…01');
});
