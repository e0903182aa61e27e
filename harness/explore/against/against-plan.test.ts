import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDuration } from '../../faults/duration.ts';
import { isFaultStep, isOfficeAction, type Plan } from '../../faults/plan/schema.ts';
import { isAgainst } from './against-name.ts';
import { againstFaults, againstPlanAt, whyNotAgainst } from './against-plan.ts';

const plans = (office?: ReadonlySet<'policy' | 'hold' | 'release' | 'erase'>): readonly Plan[] =>
  [...Array(60).keys()].map((index) => againstPlanAt(7, index, office && { office }));
const deedsOf = (all: readonly Plan[]): ReadonlySet<string> =>
  new Set(all.flatMap(({ steps }) => steps.flatMap((step) => (isFaultStep(step) ? [] : [step.do]))));

test('plans against somebody else’s subject are short, and break only what can be broken there', () => {
  assert.ok(againstFaults.some(({ layer }) => layer === 'webhook'));
  assert.ok(!againstFaults.some(({ layer }) => layer === 'enterprise'));
  const allowed = new Set(againstFaults.map(({ id }) => id));
  for (const [index, plan] of plans().entries()) {
    assert.deepEqual(plan, againstPlanAt(7, index));
    assert.ok(isAgainst(plan));
    assert.equal(whyNotAgainst(plan), undefined);
    for (const step of plan.steps) {
      assert.ok((parseDuration(step.at) ?? Number.POSITIVE_INFINITY) <= 25_000);
      if (isFaultStep(step)) {
        assert.ok(allowed.has(step.fault), step.fault);
        assert.ok(Number(step['retryAfter'] ?? 0) <= 10, 'nobody waits for minutes');
      } else assert.ok(!isOfficeAction(step), step.do);
    }
  }
});

test('users delete messages in some of them, and a records officer does what is offered and nothing else', () => {
  assert.ok(deedsOf(plans()).has('delete-message'));
  const some = deedsOf(plans(new Set(['erase', 'hold'])));
  for (const deed of ['erase', 'hold']) assert.ok(some.has(deed), deed);
  for (const deed of ['policy', 'release']) assert.ok(!some.has(deed), deed);
  const all = deedsOf(plans(new Set(['policy', 'hold', 'release', 'erase'])));
  for (const deed of ['policy', 'hold', 'release', 'erase']) assert.ok(all.has(deed), deed);
});

test('a plan whose webhooks have another profile than the contract’s cannot be played there', () => {
  const plan = againstPlanAt(7, 0);
  const other = { ...plan, world: { ...plan.world, webhooks: { profile: 'rbm' as const } } };
  assert.match(whyNotAgainst(other) ?? '', /"rbm".*Leave it out/);
});
