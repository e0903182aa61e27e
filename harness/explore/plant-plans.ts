import type { Plan } from '../faults/plan/schema.ts';
import type { Plant } from '../oracle/plant.ts';
import { clearPlan } from './clear-plan.ts';
import { crewPlan } from './crew-plan.ts';
import { daysPlan } from './days-plan.ts';
import { deletionPlan } from './deletion-plan.ts';
import { officePlan } from './office-plan.ts';
import { outagePlan } from './outage-plan.ts';
import { articlePlan, rbmPlan, rfc9421Plan } from './profile-plans.ts';
import { recoveryPlan } from './recovery-plan.ts';
import { standardPlan } from './standard-plan.ts';

const others = {
  days: daysPlan,
  clear: clearPlan,
  crew: crewPlan,
  recovery: recoveryPlan,
  office: officePlan,
  outage: outagePlan,
  deletion: deletionPlan,
  article: articlePlan,
  rfc9421: rfc9421Plan,
  rbm: rbmPlan,
};

/** What a plant is judged on first; without a plant, everything that any plant is judged on. */
export function plansFor(plant: Plant | undefined): readonly Plan[] {
  if (!plant) return [standardPlan, ...Object.values(others)];
  return [plant.plan ? others[plant.plan] : standardPlan];
}
