import type { Plan } from '../faults/plan/schema.ts';
import type { Plant } from '../oracle/plant.ts';
import { daysPlan } from './days-plan.ts';
import { standardPlan } from './standard-plan.ts';

/** What a plant is judged on first; without a plant, everything that any plant is judged on. */
export function plansFor(plant: Plant | undefined): readonly Plan[] {
  if (!plant) return [standardPlan, daysPlan];
  return [plant.plan === 'days' ? daysPlan : standardPlan];
}
