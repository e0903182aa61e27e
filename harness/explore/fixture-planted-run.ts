import { plants } from '../oracle/plants.ts';
import { PlantError, plantSource } from './plant-source.ts';

/**
 * A program: runs the standard plan with one plant (or, without an argument, none) and prints its verdicts as JSON. It has
 * a process of its own, as a module is loaded once.
 */
const id = process.argv[2];
const plant = plants.find((known) => known.id === id);
if (id !== undefined && !plant)
  throw new PlantError(`no plant "${id}": there are ${plants.map((known) => known.id).join(', ')}`);
const planted = plant && plantSource(plant);
const { runPlan } = await import('./run-plan.ts');
const { standardPlan } = await import('./standard-plan.ts');
const { verdicts, refused } = await runPlan(standardPlan, { clock: 'virtual' });
if (planted && !planted.applied()) throw new PlantError(`plant ${id}: ${plant.file} was never loaded`);
process.stdout.write(JSON.stringify({ verdicts, refused }));
