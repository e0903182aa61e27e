import assert from 'node:assert/strict';
import { test } from 'node:test';
import { standardPlan } from '../../explore/standard-plan.ts';
import { withCanaries, writeCanaries } from './plan-canaries.ts';
import { checkPlan } from './read-plan.ts';

test('written out, canaries are those that the plan would have drawn, and stay when steps are left out', () => {
  const written = writeCanaries(standardPlan);
  checkPlan(written, 'written');
  assert.deepEqual(withCanaries(written), withCanaries(standardPlan));
  assert.deepEqual(writeCanaries(written), written);
  const last = written.steps.slice(-1);
  const [alone] = withCanaries({ ...written, steps: last }).values();
  assert.deepEqual(alone, [...withCanaries(standardPlan).values()].at(-1));
});
