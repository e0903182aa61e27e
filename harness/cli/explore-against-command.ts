import { join, resolve } from 'node:path';
import { againstPlanAt } from '../explore/against/against-plan.ts';
import type { AgainstResult } from '../explore/against/against-result.ts';
import { exploreAgainst } from '../explore/against/explore-against.ts';
import { officeOffered } from '../explore/against/office-offered.ts';
import { tally } from '../explore/tally.ts';
import { PlanError } from '../faults/plan/plan-error.ts';
import { loadPlan } from '../faults/plan/read-plan.ts';
import type { Plan } from '../faults/plan/schema.ts';
import { interruptedExit, watchInterrupts } from '../rehearsal/interrupt.ts';
import { makeOutFolder } from '../rehearsal/out-folder.ts';
import type { ReachedSubject } from '../subject/integration/reach-subject.ts';
import { type AgainstOptions, isEnvironmentFailure, reachAgainst, requireAgainst } from './against-subject.ts';
import { atLeastOne, UsageError } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import type { ExploreCommandOptions } from './explore.ts';
import { seedOf } from './explore-command.ts';
import { showAgainstWorld, worldsUnderWay } from './show-against.ts';
import { fromHere } from './show-rehearsal.ts';
import { duration, terminal } from './terminal.ts';

/** Worlds on the wall clock take their time: they run beside each other. */
const usual = { worlds: '10', together: '10' } as const;

/** @throws UsageError when an option, a plan, subject.yaml or the environment cannot be used */
export async function exploreAgainstCommand(options: ExploreCommandOptions & AgainstOptions): Promise<number> {
  const seed = seedOf(options.seed);
  const worlds = atLeastOne('--worlds', options.worlds ?? usual.worlds);
  const together = atLeastOne('--workers', options.workers ?? usual.together);
  const folder = resolve(options.out ?? join('out', 'explorations', `against-${seed}`));
  const reached = await reachAgainst(options);
  const plans = options.plan ? plansIn(options.plan) : plansOf(seed, worlds, reached);
  makeOutFolder(folder);
  const screen = terminal(options.json ? process.stderr : process.stdout);
  screen.line(`seed ${seed}, ${plans.size} worlds against ${reached.url}`);
  const interrupt = watchInterrupts();
  const began = performance.now();
  const results: AgainstResult[] = [];
  const kept: string[] = [];
  const underWay = worldsUnderWay(screen, plans.size);
  let failure: Error | undefined;
  try {
    await exploreAgainst({
      reached,
      plans,
      together,
      folder,
      signal: interrupt.signal,
      onWorld: underWay.began,
      onResult(result) {
        results.push(result);
        showAgainstWorld(screen, result, performance.now() - began);
        underWay.ended();
      },
      onPlan({ what, file }) {
        kept.push(file);
        screen.line(`  ${what}:\n    greenroom replay ${fromHere(file)} --against ${reached.url}`);
      },
      onLeft: (what) => screen.line(screen.paint.yellow(what)),
    });
  } catch (error) {
    if (!isEnvironmentFailure(error)) throw error;
    failure = error;
  } finally {
    underWay.stop();
    interrupt.release();
  }
  const wallMs = performance.now() - began;
  const { violations, unknown, worlds_per_s, ...counts } = tally(results, {
    worlds: results.length,
    virtualMs: 0,
    wallMs,
  });
  const [exercised, fired] = [seen(counts.exercised), seen(counts.fired)];
  const sum = (of: 'messages' | 'records' | 'rows'): number => results.reduce((all, result) => all + result[of], 0);
  const judged = { messages: sum('messages'), records: sum('records'), rows: sum('rows') };
  const colour = violations > 0 ? screen.paint.red : unknown > 0 ? screen.paint.yellow : screen.paint.green;
  const total = `${results.length} worlds, ${violations} violated, ${unknown} unknown`;
  screen.line(`${results.length > 0 ? colour(total) : total}; ${duration(wallMs)}`);
  screen.line(`judged: ${listed(judged)}`);
  screen.line(`exercised: ${listed(exercised)}`);
  screen.line(`fired: ${listed(fired)}`);
  const { aborted: interrupted } = interrupt.signal;
  if (options.json) {
    const told = { against: reached.url, seed, worlds: results.length, violations, unknown, judged, exercised, fired };
    const end = { worlds_per_s, interrupted, failure: failure?.message ?? null, plans: kept };
    process.stdout.write(`${JSON.stringify({ ...told, ...end })}\n`);
  }
  if (failure) process.stderr.write(`${failure.message}\n`);
  if (interrupted) {
    screen.line(
      screen.paint.yellow(`Interrupted after ${results.length} of ${plans.size} worlds: that is what they came to.`),
    );
    return interruptedExit;
  }
  if (failure) return exitCodes.harness;
  if (violations > 0) return exitCodes.product;
  return unknown > 0 ? exitCodes.unknown : exitCodes.held;
}

/** What was seen at all: few worlds cannot have seen everything. */
const seen = (counts: Readonly<Record<string, number>>): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));

const listed = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([id, count]) => `${id} ${count}`)
    .join(', ') || 'nothing';

/** @throws UsageError */
function plansIn(files: readonly string[]): ReadonlyMap<number, Plan> {
  try {
    return new Map(files.map((file, index) => [index, requireAgainst(loadPlan(file), file)]));
  } catch (error) {
    if (error instanceof PlanError) throw new UsageError(error.message);
    throw error;
  }
}

function plansOf(seed: number, worlds: number, reached: ReachedSubject): ReadonlyMap<number, Plan> {
  const offered = { contained: reached.container !== undefined, office: officeOffered(reached).drawn };
  return new Map([...Array(worlds).keys()].map((index) => [index, againstPlanAt(seed, index, offered)]));
}
