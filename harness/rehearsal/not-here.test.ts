import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StageError } from '../stage/client.ts';
import { handsOn, NotHere, type StageHands } from './not-here.ts';

const client = (status: number): StageHands => ({
  inject: () => Promise.reject(new StageError('the world refused it', status)),
  advance: () => Promise.reject(new Error('time was to be waited for')),
});
const fault = { fault: 'mls.rotateKeys', phone: 'ana' };

test('a fault that is refused passes a scenario over beside real phones only', async () => {
  await assert.rejects(handsOn(client(409), false).inject(fault), NotHere);
  await assert.rejects(handsOn(client(409), true).inject(fault), StageError);
  await assert.rejects(handsOn(client(500), false).inject(fault), StageError);
});

test('beside real phones time is waited for', async () => {
  const beforeMs = performance.now();
  await handsOn(client(409), false).advance('PT0.05S');
  assert.ok(performance.now() - beforeMs >= 45);
  await assert.rejects(handsOn(client(409), false).advance('soon'), RangeError);
  await assert.rejects(handsOn(client(409), true).advance('PT1S'), /waited for/);
});
