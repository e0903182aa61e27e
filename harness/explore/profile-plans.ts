import type { Plan } from '../faults/plan/schema.ts';
import { invariants } from '../oracle/registry.ts';
import { standardPlan } from './standard-plan.ts';

type Profile = NonNullable<Plan['world']['webhooks']>['profile'];

/** The standard plan, told in another profile: what is judged is what webhooks and metadata have to do with. */
const toldAs = (profile: Profile): Plan => ({
  ...standardPlan,
  name: `standard, webhooks as ${profile}`,
  world: { ...standardPlan.world, webhooks: { profile } },
  invariants: invariants.flatMap(({ id }) => (/^(webhook|metadata)-/.test(id) ? [id] : [])),
});

export const articlePlan = toldAs('article');
export const rfc9421Plan = toldAs('rfc9421');
export const rbmPlan = toldAs('rbm');
