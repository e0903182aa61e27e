import { plants } from '../oracle/plants.ts';
import type { MutantAnswer, MutantAsked } from './mutants.ts';
import { PlantError, plantSource } from './plant-source.ts';

/**
 * A program: applies one plant (or none), plays the plan that shows it and then worlds of an exploration, and sends what was
 * violated: with a plant until that is its invariant. It has a process of its own, as a module is loaded once.
 */
process.on('SIGINT', () => {}); // Ctrl-C reaches the whole group: the parent decides
process.on('disconnect', () => process.exit());
process.once('message', async ({ plant: id, seed, worlds }: MutantAsked) => {
  process.send?.(
    await judged(id, seed, worlds).catch((error: unknown): MutantAnswer => {
      return { misfit: error instanceof Error ? error.message : String(error) };
    }),
  );
});

async function judged(id: string | null, seed: number, worlds: number): Promise<MutantAnswer> {
  const plant = plants.find((known) => known.id === id);
  if (id !== null && !plant) throw new PlantError(`no plant "${id}"`);
  const planted = plant && plantSource(plant);
  const { runPlan } = await import('./run-plan.ts');
  const { plansFor } = await import('./plant-plans.ts');
  const { planAt } = await import('./explore-world.ts');
  const violated = new Set<string>();
  const first = plansFor(plant);
  for (let played = 0; played < first.length + worlds; played++) {
    const plan = first[played] ?? planAt(seed, played - first.length);
    try {
      const { verdicts } = await runPlan(plan, { clock: 'virtual' });
      for (const { invariant, outcome } of verdicts) if (outcome === 'violated') violated.add(invariant);
    } catch (error) {
      if (!plant) throw error; // a defect may well stop a world: that is no violation
    }
    if (planted && !planted.applied()) throw new PlantError(`plant ${id}: ${plant.file} was never loaded`);
    if (plant && violated.has(plant.invariant)) return { violated: [...violated], plans: played + 1 };
  }
  return { violated: [...violated], plans: first.length + worlds };
}
