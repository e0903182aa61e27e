import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from '../faults/plan/schema.ts';
import type { WorldResult } from './explore.ts';
import { planAt } from './explore-world.ts';
import { shrink } from './shrink.ts';

/** A plan file that shows what went wrong in a world. */
export interface KeptPlan {
  /** What went wrong, for people. */
  readonly what: string;
  readonly file: string;
}

export interface KeepOptions {
  readonly seed: number;
  readonly folder: string;
  readonly results: Iterable<WorldResult>;
  readonly signal?: AbortSignal;
  /** Called while plans become smaller. */
  readonly onProgress?: (text: string) => void;
}

/** So many invariants get a shrunk plan each; every other plan is kept as it was played. */
const shrunkAtMost = 5;

/**
 * Writes a plan for every world of an exploration that broke something or could not be judged. The first plan for each
 * invariant is shrunk and comes first; every plan expects its violation, so that `greenroom replay` says whether it is still there.
 */
export async function keepPlans(options: KeepOptions): Promise<readonly KeptPlan[]> {
  const { seed, folder, results, signal, onProgress } = options;
  mkdirSync(folder, { recursive: true });
  const keep = (name: string, what: string, plan: Plan): KeptPlan => {
    const file = join(folder, `${name}.json`);
    writeFileSync(file, `${JSON.stringify(plan, null, 2)}\n`);
    return { what, file };
  };
  const shrunk = new Map<string, KeptPlan>();
  const others: KeptPlan[] = [];
  for (const { index, violated, unknown } of [...results].sort((a, b) => a.index - b.index)) {
    if (unknown.length > 0) others.push(keep(`unknown-${index}`, unknown.join('; '), planAt(seed, index)));
    for (const invariant of violated) {
      const name = `${invariant}-${index}`;
      const whole: Plan = { ...planAt(seed, index), invariants: [invariant], expect: { violated: invariant } };
      if (shrunk.has(invariant) || shrunk.size >= shrunkAtMost || signal?.aborted) {
        others.push(keep(name, `${invariant} violated`, whole));
        continue;
      }
      const found = await shrink(whole, invariant, {
        ...(signal && { signal }),
        onSmaller: ({ steps }, played) =>
          onProgress?.(`shrinking ${invariant}: ${steps.length} steps left after ${played} plays`),
      });
      const plan = found?.plan ?? whole;
      shrunk.set(invariant, keep(name, `${invariant} violated, ${plan.steps.length} steps`, plan));
    }
  }
  return [...shrunk.values(), ...others];
}
