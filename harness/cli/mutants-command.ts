import { availableParallelism } from 'node:os';
import { MutantFailure, type MutantResult, tryMutants } from '../explore/mutants.ts';
import { suggest } from '../farm/suggest.ts';
import type { Plant } from '../oracle/plant.ts';
import { plants as registered } from '../oracle/plants.ts';
import { interruptedExit, watchInterrupts } from '../rehearsal/interrupt.ts';
import { atLeastOne, integer, UsageError } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import type { MutantsCommandOptions } from './mutants.ts';
import { duration, type Terminal, terminal } from './terminal.ts';

/** @throws UsageError when an option cannot be used */
export async function mutantsCommand(options: MutantsCommandOptions): Promise<number> {
  const seed = integer('--seed', options.seed);
  const worlds = integer('--worlds', options.worlds);
  const workers = atLeastOne('--workers', options.workers ?? String(availableParallelism()));
  const plants = options.only?.map(known) ?? registered;
  const screen = terminal(options.json ? process.stderr : process.stdout);
  const interrupt = watchInterrupts();
  const began = performance.now();
  let tried = 0;
  try {
    screen.passing(`  the code as it is, over the standard plan and ${worlds} worlds`);
    const results = await tryMutants({
      plants,
      seed,
      worlds,
      workers,
      signal: interrupt.signal,
      onResult(result) {
        showResult(screen, result);
        screen.passing(`  ${++tried} of ${plants.length}`);
      },
    });
    const survived = results.filter(({ caught }) => !caught).map(({ plant }) => plant.id);
    const summary = { mutants: results.length, caught: results.length - survived.length, survived };
    const colour = survived.length > 0 ? screen.paint.red : screen.paint.green;
    const took = duration(performance.now() - began);
    screen.line(
      `${colour(`${summary.mutants} planted, ${summary.caught} caught, ${survived.length} survived`)}; ${took}`,
    );
    if (options.json) process.stdout.write(`${JSON.stringify(summary)}\n`);
    if (interrupt.signal.aborted) return interruptedExit;
    if (results.some(({ misfit }) => misfit !== undefined)) return exitCodes.harness;
    return survived.length > 0 ? exitCodes.product : exitCodes.held;
  } catch (error) {
    if (!(error instanceof MutantFailure)) throw error;
    process.stderr.write(`${error.message}\n`);
    return exitCodes.harness;
  } finally {
    interrupt.release();
  }
}

function known(id: string): Plant {
  const plant = registered.find((one) => one.id === id);
  if (plant) return plant;
  const ids = registered.map((one) => one.id);
  const near = suggest(id, ids);
  throw new UsageError(
    `--only ${id}: there is no such planted defect. ${near ? `Did you mean "${near}"?` : `There are: ${ids.join(', ')}.`}`,
  );
}

function showResult({ line, paint }: Terminal, { plant, caught, violated, plans, misfit }: MutantResult): void {
  if (misfit !== undefined) {
    line(`  ${paint.yellow('misfit  ')} ${misfit}`);
    return;
  }
  const mark = caught ? paint.green('caught  ') : paint.red('survived');
  const others = violated.filter((invariant) => invariant !== plant.invariant);
  const also = others.length > 0 ? `, also ${others.join(', ')}` : '';
  const where = plans > 1 ? ` after ${plans} plans` : '';
  line(`  ${mark} ${plant.id}: ${plant.title} ${paint.dim(`(${plant.invariant}${also}${where})`)}`);
}
