import { plants } from '../oracle/plants.ts';
import { PlantError, plantSource } from './plant-source.ts';

/**
 * A program: runs the plan that shows a plant (without an argument, the standard plan with none) and prints its verdicts as
 * JSON. Without a plant the other plans must hold too. It has a process of its own, as a module is loaded once.
 */
const id = process.argv[2];
const plant = plants.find((known) => known.id === id);
if (id !== undefined && !plant)
  throw new PlantError(`no plant "${id}": there are ${plants.map((known) => known.id).join(', ')}`);
const planted = plant && plantSource(plant);
const { runPlan } = await import('./run-plan.ts');
const { plansFor } = await import('./plant-plans.ts');
const [plan, ...others] = plansFor(plant);
if (!plan) throw new PlantError(`plant ${id}: there is no plan to judge it on`);
const { verdicts, refused } = await runPlan(plan, { clock: 'virtual' });
for (const other of others) {
  const { outcome } = await runPlan(other, { clock: 'virtual' });
  if (outcome !== 'held') throw new Error(`the plan "${other.name}" is ${outcome} without a plant`);
}
if (planted && !planted.applied()) throw new PlantError(`plant ${id}: ${plant.file} was never loaded`);
process.stdout.write(JSON.stringify({ verdicts, refused }));
