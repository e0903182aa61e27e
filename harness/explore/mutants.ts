import { fork } from 'node:child_process';
import { extname, join } from 'node:path';
import { z } from 'zod';
import type { Plant } from '../oracle/plant.ts';

/** Sent to the process that tries one plant. */
export interface MutantAsked {
  /** Null: no plant. */
  readonly plant: string | null;
  readonly seed: number;
  /** How many worlds of the exploration `seed` follow the standard plan. */
  readonly worlds: number;
}

const answer = z.union([
  z.strictObject({ violated: z.array(z.string()), plans: z.int() }),
  z.strictObject({ misfit: z.string() }),
]);
/** What was violated, over how many plans; or why nothing could be tried. */
export type MutantAnswer = z.infer<typeof answer>;

/** The unmutated code breaks something: what a plant breaks would show nothing about the oracle. */
export class MutantFailure extends Error {
  override readonly name = 'MutantFailure';
}

/** What one planted defect came to. */
export interface MutantResult {
  readonly plant: Plant;
  readonly caught: boolean;
  /** Everything that was violated until it was caught. */
  readonly violated: readonly string[];
  /** How many plans that took. */
  readonly plans: number;
  /** Why it could not be planted at all. */
  readonly misfit?: string;
}

export interface MutantsOptions {
  readonly plants: readonly Plant[];
  readonly seed: number;
  readonly worlds: number;
  readonly workers: number;
  /** One plant may take so long, ms; a defect that hangs is not caught. */
  readonly limitMs?: number;
  readonly signal?: AbortSignal;
  readonly onResult?: (result: MutantResult) => void;
}

/**
 * Tries every plant in a process of its own. Before that the code as it is runs over the same plans.
 * @throws MutantFailure when that violates something
 */
export async function tryMutants(options: MutantsOptions): Promise<readonly MutantResult[]> {
  const { plants, workers, signal, onResult } = options;
  const clean = await tryOne(null, options);
  if (signal?.aborted) return [];
  if (clean === undefined) throw new MutantFailure('the code as it is did not come to an end');
  if ('misfit' in clean) throw new MutantFailure(`the code as it is cannot be judged: ${clean.misfit}`);
  if (clean.violated.length > 0) {
    const what = clean.violated.join(', ');
    throw new MutantFailure(`the code as it is violates ${what}: run "greenroom explore --seed ${options.seed}" first`);
  }
  const waiting = [...plants].reverse();
  const results: MutantResult[] = [];
  const work = async (): Promise<void> => {
    for (let plant = waiting.pop(); plant; plant = waiting.pop()) {
      const found = await tryOne(plant.id, options);
      if (signal?.aborted) return;
      const misfit = found && 'misfit' in found ? found.misfit : undefined;
      const { violated, plans } = found && 'violated' in found ? found : { violated: [], plans: 0 };
      const caught = violated.includes(plant.invariant);
      const result = { plant, caught, violated, plans, ...(misfit !== undefined && { misfit }) };
      results.push(result);
      onResult?.(result);
    }
  };
  await Promise.all([...Array(workers)].map(work));
  return results.sort((a, b) => plants.indexOf(a.plant) - plants.indexOf(b.plant));
}

/** Undefined: it was interrupted, ended without a word or took too long. */
function tryOne(
  plant: string | null,
  { seed, worlds, signal, limitMs = 120_000 }: MutantsOptions,
): Promise<MutantAnswer | undefined> {
  const program = join(import.meta.dirname, `mutant-worker${extname(import.meta.filename)}`);
  const child = fork(program, { execArgv: ['--no-warnings'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const end = (): void => void child.kill('SIGKILL');
  const timer = setTimeout(end, limitMs);
  signal?.addEventListener('abort', end, { once: true });
  let found: MutantAnswer | undefined;
  return new Promise((resolve, reject) => {
    child.once('message', (message) => {
      found = answer.safeParse(message).data;
      end();
    });
    child.once('error', reject);
    child.once('exit', () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve(found);
    });
    child.send({ plant, seed, worlds } satisfies MutantAsked);
  });
}
