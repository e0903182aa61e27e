import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDuration } from '../../faults/duration.ts';
import { isFaultStep, isOfficeAction } from '../../faults/plan/schema.ts';
import { againstFaults, againstPlanAt } from './against-plan.ts';

test('plans against somebody else’s subject are short, and break only what can be broken there', () => {
  assert.ok(againstFaults.some(({ layer }) => layer === 'webhook'));
  assert.ok(!againstFaults.some(({ layer }) => layer === 'enterprise'));
  const allowed = new Set(againstFaults.map(({ id }) => id));
  for (let index = 0; index < 40; index++) {
    const plan = againstPlanAt(7, index);
    assert.deepEqual(plan, againstPlanAt(7, index));
    assert.equal(plan.world.webhooks, undefined);
    for (const step of plan.steps) {
      assert.ok((parseDuration(step.at) ?? Number.POSITIVE_INFINITY) <= 25_000);
      if (isFaultStep(step)) assert.ok(allowed.has(step.fault), step.fault);
      else assert.ok(!isOfficeAction(step));
    }
  }
});
