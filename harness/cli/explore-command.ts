import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { openState } from '../explore/exploration-state.ts';
import { ExplorationFailure, explore, type WorldResult } from '../explore/explore.ts';
import { keepPlans } from '../explore/keep-plans.ts';
import { type ExplorationSummary, tally } from '../explore/tally.ts';
import { interruptedExit, watchInterrupts } from '../rehearsal/interrupt.ts';
import { atLeastOne, integer, UsageError } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import type { ExploreCommandOptions } from './explore.ts';
import { fromHere } from './show-rehearsal.ts';
import { duration, type Terminal, terminal } from './terminal.ts';

/** @throws UsageError when an option cannot be used */
export async function exploreCommand(options: ExploreCommandOptions): Promise<number> {
  const seed = seedOf(options.seed);
  for (const only of ['config', 'iOwnThisHost', 'plan'] as const)
    if (options[only] !== undefined) throw new UsageError('--config, --i-own-this-host and --plan need --against URL.');
  const worlds = atLeastOne('--worlds', options.worlds ?? '300');
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
    if (!interrupt.signal.aborted) {
      const onProgress = (text: string): void => screen.passing(`  ${text}`);
      const about = { seed, folder, results: results.values(), signal: interrupt.signal, onProgress };
      for (const { what, file } of await keepPlans(about)) {
        screen.line(`  ${what}:\n    greenroom replay ${fromHere(file)}`);
      }
    }
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

/** Tells what a world violated, or why it could not be judged. */
export function showWorld({ line, paint }: Terminal, { index, violated, unknown }: WorldResult): void {
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

/** The seed of an option, of the environment or a new one. @throws UsageError */
export function seedOf(option: string | undefined): number {
  if (option !== undefined) return integer('--seed', option);
  const given = process.env['GREENROOM_SEED'];
  return given === undefined || given === '' ? randomInt(1, 2 ** 31) : integer('GREENROOM_SEED', given);
}
