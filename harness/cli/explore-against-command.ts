import { join, resolve } from 'node:path';
import { againstPlanAt } from '../explore/against/against-plan.ts';
import { exploreAgainst } from '../explore/against/explore-against.ts';
import type { WorldResult } from '../explore/explore.ts';
import { tally } from '../explore/tally.ts';
import { StageFailure } from '../explore/world-stage.ts';
import { PlanError } from '../faults/plan/plan-error.ts';
import { loadPlan } from '../faults/plan/read-plan.ts';
import type { Plan } from '../faults/plan/schema.ts';
import { interruptedExit, watchInterrupts } from '../rehearsal/interrupt.ts';
import { makeOutFolder } from '../rehearsal/out-folder.ts';
import { NoTenantError } from '../subject/check/make-tenant.ts';
import { type ReachedSubject, reachSubject } from '../subject/integration/reach-subject.ts';
import { SubjectFileError } from '../subject/integration/subject-file.ts';
import { SubjectError } from '../subject/subject.ts';
import { atLeastOne, UsageError } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import type { ExploreCommandOptions } from './explore.ts';
import { seedOf, showWorld } from './explore-command.ts';
import { fromHere } from './show-rehearsal.ts';
import { duration, terminal } from './terminal.ts';

/** Worlds on the wall clock take their time: they run beside each other. */
const usual = { worlds: '10', together: '4' } as const;

/** @throws UsageError when an option, a plan, subject.yaml or the environment cannot be used */
export async function exploreAgainstCommand(
  options: ExploreCommandOptions & { readonly against: string },
): Promise<number> {
  const seed = seedOf(options.seed);
  const worlds = atLeastOne('--worlds', options.worlds ?? usual.worlds);
  const together = atLeastOne('--workers', options.workers ?? usual.together);
  const folder = resolve(options.out ?? join('out', 'explorations', `against-${seed}`));
  const reached = await reach(options);
  const plans = plansOf(options.plan, seed, worlds, reached.container !== undefined);
  makeOutFolder(folder);
  const screen = terminal(options.json ? process.stderr : process.stdout);
  screen.line(`seed ${seed}, ${plans.size} worlds against ${reached.url}`);
  const interrupt = watchInterrupts();
  const began = performance.now();
  const results: WorldResult[] = [];
  const kept: string[] = [];
  try {
    await exploreAgainst({
      reached,
      plans,
      together,
      folder,
      signal: interrupt.signal,
      onResult(result) {
        results.push(result);
        showWorld(screen, result);
        screen.passing(`  ${results.length} of ${plans.size} worlds`);
      },
      onPlan({ what, file }) {
        kept.push(file);
        screen.line(`  ${what}:\n    greenroom explore --against ${reached.url} --plan ${fromHere(file)}`);
      },
    });
    const wallMs = performance.now() - began;
    const summary = tally(results, { worlds: results.length, virtualMs: 0, wallMs });
    const { worlds: played, violations, unknown, worlds_per_s } = summary;
    const [exercised, fired] = [seen(summary.exercised), seen(summary.fired)];
    const colour = violations > 0 ? screen.paint.red : unknown > 0 ? screen.paint.yellow : screen.paint.green;
    screen.line(`${colour(`${played} worlds, ${violations} violated, ${unknown} unknown`)}; ${duration(wallMs)}`);
    screen.line(`exercised: ${listed(exercised)}`);
    screen.line(`fired: ${listed(fired)}`);
    const told = { against: reached.url, seed, worlds: played, violations, unknown, exercised, fired, worlds_per_s };
    if (options.json) process.stdout.write(`${JSON.stringify({ ...told, plans: kept })}\n`);
    if (interrupt.signal.aborted) return interruptedExit;
    if (violations > 0) return exitCodes.product;
    return unknown > 0 ? exitCodes.unknown : exitCodes.held;
  } catch (error) {
    const known = error instanceof NoTenantError || error instanceof StageFailure || error instanceof SubjectError;
    if (!known) throw error;
    process.stderr.write(`${error.message}\n`);
    return exitCodes.harness;
  } finally {
    interrupt.release();
  }
}

/** What was seen at all: few worlds cannot have seen everything. */
const seen = (counts: Readonly<Record<string, number>>): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));

const listed = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([id, count]) => `${id} ${count}`)
    .join(', ');

async function reach(options: ExploreCommandOptions & { readonly against: string }): Promise<ReachedSubject> {
  const { against: url, config, iOwnThisHost } = options;
  try {
    const named = { url, ...(config !== undefined && { config }) };
    return await reachSubject({ ...named, iOwnThisHost: iOwnThisHost === true, env: process.env });
  } catch (error) {
    if (error instanceof SubjectFileError) throw new UsageError(error.message);
    throw error;
  }
}

function plansOf(
  files: readonly string[] | undefined,
  seed: number,
  worlds: number,
  contained: boolean,
): ReadonlyMap<number, Plan> {
  try {
    if (files) return new Map(files.map((file, index) => [index, loadPlan(file)]));
  } catch (error) {
    if (error instanceof PlanError) throw new UsageError(error.message);
    throw error;
  }
  return new Map([...Array(worlds).keys()].map((index) => [index, againstPlanAt(seed, index, contained)]));
}
