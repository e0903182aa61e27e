import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PlanRun } from '../explore/run-plan.ts';
import { shrink } from '../explore/shrink.ts';
import type { Plan } from '../faults/plan/schema.ts';
import { watchInterrupts } from '../rehearsal/interrupt.ts';
import { fromHere } from './show-rehearsal.ts';
import { duration, type Terminal } from './terminal.ts';

/** The smaller plan of a replay's folder, beside the whole one. */
const smallerPlan = 'smaller.json';

/** What shrinking came to; it goes into the command's JSON line as it is. */
export interface ShrunkReplay {
  readonly violated: string;
  /** The smaller plan; it expects its violation. */
  readonly file: string;
  readonly steps: { readonly before: number; readonly after: number };
  /** How many plans were played. */
  readonly played: number;
  /** Ctrl-C ended it: the smallest until then was kept. */
  readonly interrupted: boolean;
}

/**
 * Makes the plan of a replay smaller for as long as it violates what it violated, and writes that beside it.
 * @returns null when nothing was violated, or not what the plan expects: there is nothing to hold on to
 */
export async function shrinkReplay(
  plan: Plan,
  { verdicts, reproduced }: PlanRun,
  folder: string,
  screen: Terminal,
): Promise<ShrunkReplay | null> {
  const first = verdicts.find(({ outcome }) => outcome === 'violated')?.invariant;
  const violated = reproduced === undefined ? first : plan.expect?.violated;
  if (violated === undefined || reproduced === false) {
    const why = reproduced === false ? 'what the plan expects was not violated' : 'nothing was violated';
    screen.line(screen.paint.yellow(`not shrunk: ${why}`));
    return null;
  }
  const before = plan.steps.length;
  const began = performance.now();
  const file = join(folder, smallerPlan);
  const keep = (smaller: Plan): void => writeFileSync(file, `${JSON.stringify(smaller, null, 2)}\n`);
  const interrupt = watchInterrupts();
  try {
    screen.passing(`  shrinking ${violated}: ${before} steps`);
    const found = await shrink(plan, violated, {
      signal: interrupt.signal,
      onSmaller(smaller, played) {
        keep(smaller);
        screen.passing(
          `  shrinking ${violated}: ${smaller.steps.length} of ${before} steps left after ${played} plays`,
        );
      },
    });
    const interrupted = interrupt.signal.aborted;
    const smaller = found?.plan ?? plan;
    keep(smaller);
    const after = smaller.steps.length;
    const played = found?.played ?? 0;
    const took = duration(performance.now() - began);
    if (interrupted) screen.line(screen.paint.yellow('Interrupted. The smallest plan so far was kept.'));
    screen.line(`${before} steps shrunk to ${after}, ${played} plans played; ${took}`);
    screen.line(`greenroom replay ${fromHere(file)}`);
    return { violated, file, steps: { before, after }, played, interrupted };
  } finally {
    interrupt.release();
  }
}
