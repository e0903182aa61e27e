import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { z } from 'zod';
import { testSeed } from '../../../simulators/kernel/test-seed.ts';
import { parseDuration } from '../../faults/duration.ts';
import { defineFault } from '../../faults/fault.ts';
import { checkPlan } from '../../faults/plan/read-plan.ts';
import type { Plan, Step } from '../../faults/plan/schema.ts';
import { faults } from '../../faults/registry.ts';
import { planAt } from '../explore-world.ts';
import { standardPlan } from '../standard-plan.ts';
import { faultStep } from './fault-step.ts';
import { plansLike } from './plan.ts';
import { swarm } from './swarm.ts';

const seed = testSeed();
const cast = {
  owners: new Map([
    ['ana', 'ana'],
    ['ben', 'ben'],
  ]),
  groups: [],
  untilMs: 60_000,
};
const planWith = (...steps: Step[]): Plan => ({ seed: 1, world: standardPlan.world, steps });

for (const fault of faults)
  test(`${fault.id} is drawn with parameters that its schema allows (seed ${seed})`, () => {
    const steps = fc.sample(faultStep(fault, cast), { seed, numRuns: 25 });
    for (const step of steps) checkPlan(planWith(step), fault.id);
  });

const foreign: Plan = {
  ...planWith(
    { at: 'PT90M', do: 'send', from: 'zoe', to: 'yan', body: 'GR-not-drawn \u0000' },
    { at: 'PT0S', fault: 'webhook.unavailable', status: 599, retryAfter: 86_400 },
    { at: 'PT7M', do: 'read', phone: 'yan', peer: 'zoe' },
  ),
  seed: 'words may be a seed',
  world: {
    phones: [
      { name: 'zoe', os: 'ios' },
      { name: 'yan', os: 'ios' },
    ],
    carriers: ['east'],
  },
};

for (const [name, plan] of Object.entries({ standard: standardPlan, foreign, explored: planAt(seed, 3) }))
  test(`the ${name} plan becomes simpler although nothing here drew it, and keeps its seed, world and steps (seed ${seed})`, () => {
    const { seed: own, world, steps } = plan;
    const example: Plan = { seed: own, world, steps: [...steps] };
    const property = fc.property(plansLike(plan, faults), () => false);
    const { counterexample } = fc.check(property, { examples: [[example]], numRuns: 1 });
    const simplest = checkPlan(counterexample?.[0], 'simplest');
    assert.deepEqual({ seed: simplest.seed, world: simplest.world }, { seed: own, world });
    const kinds = ({ steps: all }: Plan): unknown[] => all.map((step) => ('do' in step ? step.do : step.fault));
    assert.deepEqual(kinds(simplest), kinds(plan));
    const sum = (all: Plan): number => all.steps.reduce((ms, { at }) => ms + (parseDuration(at) ?? 0), 0);
    assert.ok(sum(simplest) < sum(example), `${sum(simplest)} ms of ${sum(example)}`);
  });

test(`a world of an exploration has the same plan every time, and worlds differ in what may break (seed ${seed})`, () => {
  assert.deepEqual(planAt(seed, 5), planAt(seed, 5));
  assert.notDeepEqual(planAt(seed, 5), planAt(seed, 6));
  const mixes = [...Array(200).keys()].map((index) => [...swarm(seed, index, faults).weights.faults.keys()]);
  for (const { id } of faults) {
    const having = mixes.filter((mix) => mix.some((fault) => fault.id === id)).length;
    assert.ok(having > 0 && having < 200, `${id} may break in ${having} of 200 worlds`);
  }
});

test('a parameter that no schema can draw from is an error that says where to say more', () => {
  const fault = defineFault({
    id: 'phone.odd',
    layer: 'phone',
    title: 'odd',
    parameters: z.strictObject({ pattern: z.string() }),
    runs: { simulated: true, 'real-android': true, 'real-iphone': true, 'any-subject': true },
    delays: () => [],
    inject: async () => () => {},
  });
  assert.throws(() => faultStep(fault, cast), /^RangeError: phone\.odd: pattern is .*narrowed\.ts/);
});
