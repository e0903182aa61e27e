import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeCanary } from '../../simulators/kernel/canary.ts';
import { seededRandom } from '../../simulators/kernel/random.ts';
import type { Step } from '../faults/plan/schema.ts';
import { bareSteps, dressedSteps } from './step-bodies.ts';

const canary = makeCanary(seededRandom('step-bodies'));
const send = (body: string): Step => ({ at: 'PT5S', do: 'send', from: 'ana', to: 'ben', body });
const fault: Step = { at: 'PT6S', fault: 'webhook.unavailable', body: `no message: ${canary}` };

test('bodies go without their canaries and get them back, whatever became of the rest', () => {
  const steps = [send(`Hello ${canary}`), send(canary), fault];
  const bare = bareSteps(steps);
  assert.deepEqual(bare, [send('Hello'), send(' '), fault]);
  assert.deepEqual(dressedSteps(bare, steps), steps);
  assert.deepEqual(dressedSteps([send('a'), send(' '), fault], steps), [send(`a ${canary}`), send(canary), fault]);
});
