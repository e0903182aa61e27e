import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StageError } from '../stage/client.ts';
import { handsOn, NotHere, type StageHands, startsHere } from './not-here.ts';

const refusal = (status: number, notHere: boolean) => () =>
  Promise.reject(new StageError('the world refused it', status, 'the disk is theirs to fill', notHere));

const client = (status: number, notHere = false): StageHands => ({
  inject: refusal(status, notHere),
  advance: () => Promise.reject(new Error('time was to be waited for')),
  office: refusal(status, notHere),
});
const fault = { fault: 'mls.rotateKeys', phone: 'ana' };
const deed = { do: 'erase', custodian: 'ana' } as const;

test('a fault that is refused passes a scenario over beside real phones, and not where all is ours', async () => {
  await assert.rejects(handsOn(client(409), 'real-phones').inject(fault), NotHere);
  await assert.rejects(handsOn(client(409), 'ours').inject(fault), StageError);
  await assert.rejects(handsOn(client(500), 'real-phones').inject(fault), StageError);
});

test('beside somebody else’s subject only what never can be done there passes a scenario over', async () => {
  const never = handsOn(client(409, true), 'foreign-subject');
  await assert.rejects(never.inject(fault), { name: 'NotHere', message: 'the disk is theirs to fill' });
  await assert.rejects(never.office(deed), NotHere);
  const now = handsOn(client(409), 'foreign-subject');
  await assert.rejects(now.inject(fault), StageError);
  await assert.rejects(now.office(deed), StageError);
  await assert.rejects(handsOn(client(409, true), 'ours').inject(fault), StageError);
});

test('a world that cannot be put there passes its scenario over', async () => {
  const start = { name: 'a', seed: 1, invariants: [] };
  await assert.rejects(startsHere({ startScenario: refusal(409, true) }, 'foreign-subject', start), NotHere);
  await assert.rejects(startsHere({ startScenario: refusal(409, false) }, 'real-phones', start), NotHere);
  await assert.rejects(startsHere({ startScenario: refusal(502, false) }, 'foreign-subject', start), StageError);
});

test('where clocks are not ours time is waited for', async () => {
  for (const surroundings of ['real-phones', 'foreign-subject'] as const) {
    const beforeMs = performance.now();
    await handsOn(client(409), surroundings).advance('PT0.05S');
    assert.ok(performance.now() - beforeMs >= 45);
    await assert.rejects(handsOn(client(409), surroundings).advance('soon'), RangeError);
  }
  await assert.rejects(handsOn(client(409), 'ours').advance('PT1S'), /waited for/);
});
