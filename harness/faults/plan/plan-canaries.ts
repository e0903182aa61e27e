import { canaryOf, makeCanary } from '../../../simulators/kernel/canary.ts';
import { seededRandom } from '../../../simulators/kernel/random.ts';
import { isFaultStep, type Plan } from './schema.ts';

/** What a step types. */
export interface TypedBody {
  readonly body: string;
  /** The token in it that its message is recognised by. */
  readonly canary: string;
}

/** The bodies that are typed, by the index of their step: each with the canary that it holds, or one from the seed. */
export function withCanaries(plan: Plan): ReadonlyMap<number, TypedBody> {
  const random = seededRandom(plan.seed).split('plan');
  const bodies = new Map<number, TypedBody>();
  for (const [index, step] of plan.steps.entries()) {
    if (isFaultStep(step) || step.do !== 'send') continue;
    const own = canaryOf(step.body);
    const canary = own ?? makeCanary(random.split(`canary ${index}`));
    bodies.set(index, { canary, body: own === undefined ? `${step.body} ${canary}` : step.body });
  }
  return bodies;
}

/** The same plan with its canaries written out: a message keeps its own wherever its step stands. */
export function writeCanaries(plan: Plan): Plan {
  const bodies = withCanaries(plan);
  const steps = plan.steps.map((step, index) => {
    const typed = bodies.get(index);
    return typed ? { ...step, body: typed.body } : step;
  });
  return { ...plan, steps };
}
