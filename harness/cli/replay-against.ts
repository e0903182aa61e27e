import { runAgainst } from '../explore/against/against-world.ts';
import { NothingJudged, WorldInterrupted } from '../explore/against/world-cut-short.ts';
import type { ReplayFolder } from '../explore/replay-folder.ts';
import type { PlanRun } from '../explore/run-plan.ts';
import type { Plan } from '../faults/plan/schema.ts';
import { interruptedExit, watchInterrupts } from '../rehearsal/interrupt.ts';
import type { ReachedSubject } from '../subject/integration/reach-subject.ts';
import { exitCodes } from './exit-codes.ts';
import { worldsUnderWay } from './show-against.ts';
import type { Terminal } from './terminal.ts';

/**
 * Plays a plan against a subject into a replay's folder.
 * @returns the run, or the exit code where there is nothing to show: it was interrupted, or the subject let nobody judge
 */
export async function replayAgainst(
  plan: Plan,
  reached: ReachedSubject,
  { blobs, sink }: ReplayFolder,
  screen: Terminal,
): Promise<PlanRun | number> {
  const interrupt = watchInterrupts();
  const underWay = worldsUnderWay(screen, 1);
  underWay.began();
  const onLeft = (what: string): void => screen.line(screen.paint.yellow(what));
  try {
    return await runAgainst(plan, reached, { signal: interrupt.signal, blobs, sink, onLeft });
  } catch (error) {
    if (error instanceof WorldInterrupted) {
      screen.line(screen.paint.yellow('Interrupted. Nothing was judged.'));
      return interruptedExit;
    }
    if (!(error instanceof NothingJudged)) throw error;
    screen.line(screen.paint.yellow(error.message));
    return exitCodes.unknown;
  } finally {
    underWay.stop();
    interrupt.release();
  }
}
