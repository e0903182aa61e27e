import { randomInt } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { openState } from '../explore/exploration-state.ts';
import { ExplorationFailure, explore, type WorldResult } from '../explore/explore.ts';
import { planAt } from '../explore/explore-world.ts';
import { shrink } from '../explore/shrink.ts';
import { type ExplorationSummary, tally } from '../explore/tally.ts';
import { interruptedExit, watchInterrupts } from '../rehearsal/interrupt.ts';
import { integer, UsageError } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import type { ExploreCommandOptions } from './explore.ts';
import { fromHere } from './show-rehearsal.ts';
import { duration, type Terminal, terminal } from './terminal.ts';

/** So many different violations are shrunk: one of each invariant first. */
const shrunkAtMost = 5;

/** @throws UsageError when an option cannot be used */
export async function exploreCommand(options: ExploreCommandOptions): Promise<number> {
  const seed = seedOf(options.seed);
  const worlds = atLeastOne('--worlds', options.worlds);
  const workers = atLeastOne('--workers', options.workers ?? String(availableParallelism()));
  const folder = resolve(options.out ?? join('out', 'explorations', String(seed)));
  const screen = terminal(options.json ? process.stderr : process.stdout);
  const state = openState(join(folder, 'state.jsonl'), seed);
  const results = new Map([...state.found].filter(([index]) => index < worlds));
  const taken = results.size;
  screen.line(`seed ${seed}, ${worlds} worlds${taken > 0 ? `, ${taken} of them played before` : ''}`);

  const interrupt = watchInterrupts();
  const began = performance.now();
  try {
    const indexes = [...Array(worlds).keys()].filter((index) => !results.has(index));
    let virtualMs = 0;
    const onResult = (result: WorldResult): void => {
      results.set(result.index, result);
      state.add(result);
      virtualMs += result.virtual_ms;
      showWorld(screen, result);
      const rate = (results.size - taken) / ((performance.now() - began) / 1_000);
      screen.passing(`  ${results.size} of ${worlds} worlds, ${rate.toFixed(1)} a second`);
    };
    await explore({ seed, indexes, workers, onResult, signal: interrupt.signal });
    const wallMs = performance.now() - began;
    const summary = tally(results.values(), { worlds: results.size - taken, virtualMs, wallMs });
    if (!interrupt.signal.aborted) await keepPlans(screen, { seed, folder, results, signal: interrupt.signal });
    showSummary(screen, summary, wallMs);
    if (options.json) process.stdout.write(`${JSON.stringify(summary)}\n`);
    if (interrupt.signal.aborted) {
      screen.line(screen.paint.yellow(`Interrupted after ${results.size} worlds. Start it again to go on.`));
      return interruptedExit;
    }
    state.remove();
    if (summary.violations > 0) return exitCodes.product;
    return summary.unknown > 0 ? exitCodes.unknown : exitCodes.held;
  } catch (error) {
    if (!(error instanceof ExplorationFailure)) throw error;
    process.stderr.write(`${error.message}. Start it again to go on from world ${results.size}.\n`);
    return exitCodes.harness;
  } finally {
    interrupt.release();
  }
}

interface Found {
  readonly seed: number;
  readonly folder: string;
  readonly results: ReadonlyMap<number, WorldResult>;
  readonly signal: AbortSignal;
}

/** Writes a plan for every world that broke something or could not be judged; shrinks one a violated invariant. */
async function keepPlans(screen: Terminal, { seed, folder, results, signal }: Found): Promise<void> {
  const shrunk = new Set<string>();
  const failed = [...results.values()].sort((a, b) => a.index - b.index);
  for (const { index, violated, unknown } of failed) {
    if (unknown.length > 0)
      showPlan(screen, unknown.join('; '), write(folder, `unknown-${index}`, planAt(seed, index)));
    for (const invariant of violated) {
      const whole = planAt(seed, index);
      const name = `${invariant}-${index}`;
      if (shrunk.has(invariant) || shrunk.size >= shrunkAtMost || signal.aborted) {
        write(folder, name, { ...whole, invariants: [invariant], expect: { violated: invariant } });
        continue;
      }
      shrunk.add(invariant);
      const found = await shrink(whole, invariant, {
        signal,
        onSmaller: (steps, played) =>
          screen.passing(`  shrinking ${invariant}: ${steps} steps left after ${played} plays`),
      });
      const plan = found?.plan ?? { ...whole, invariants: [invariant], expect: { violated: invariant } };
      showPlan(screen, `${invariant}, ${plan.steps.length} steps`, write(folder, name, plan));
    }
  }
}

function write(folder: string, name: string, plan: unknown): string {
  const file = join(folder, `${name}.json`);
  writeFileSync(file, `${JSON.stringify(plan, null, 2)}\n`);
  return file;
}

function showPlan(screen: Terminal, what: string, file: string): void {
  screen.line(`  ${what}:\n    greenroom replay ${fromHere(file)}`);
}

function showWorld({ line, paint }: Terminal, { index, violated, unknown }: WorldResult): void {
  if (violated.length > 0) line(`  ${paint.red('violated')} world ${index}: ${violated.join(', ')}`);
  if (unknown.length > 0) line(`  ${paint.yellow('unknown')}  world ${index}: ${unknown.join('; ')}`);
}

function showSummary({ line, paint }: Terminal, summary: ExplorationSummary, wallMs: number): void {
  const { worlds, violations, unknown, sometimes_missed: missed, worlds_per_s, virtual_s_per_wall_s, digest } = summary;
  const colour = violations > 0 ? paint.red : unknown > 0 ? paint.yellow : paint.green;
  line(`${colour(`${worlds} worlds, ${violations} violated, ${unknown} unknown`)}; ${duration(wallMs)}`);
  line(`${worlds_per_s} worlds a second, ${virtual_s_per_wall_s} s of virtual time a second`);
  for (const [what, counts] of [
    ['exercised', summary.exercised],
    ['fired', summary.fired],
  ] as const) {
    line(
      `${what}: ${Object.entries(counts)
        .map(([id, count]) => `${id} ${count}`)
        .join(', ')}`,
    );
  }
  if (missed.length > 0) line(paint.yellow(`seen too seldom: ${missed.join(', ')}`));
  line(paint.dim(`digest ${digest}`));
}

function seedOf(option: string | undefined): number {
  if (option !== undefined) return integer('--seed', option);
  const given = process.env['GREENROOM_SEED'];
  return given === undefined || given === '' ? randomInt(1, 2 ** 31) : integer('GREENROOM_SEED', given);
}

function atLeastOne(option: string, text: string): number {
  const value = integer(option, text);
  if (value === 0) throw new UsageError(`${option} is 0, but must be at least 1.`);
  return value;
}
