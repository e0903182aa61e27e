import { platformHost } from '../../../simulators/enterprise/enterprise.ts';
import { rehearsalSchedule } from '../../../simulators/enterprise/platform/retry.ts';
import { sleep } from '../../../simulators/kernel/clock.ts';
import { memoryBlobs } from '../../../simulators/kernel/journal/blobs.ts';
import type { JournalEntry } from '../../../simulators/kernel/journal/entry.ts';
import { journal } from '../../../simulators/kernel/journal/journal.ts';
import type { Fetch } from '../../../simulators/kernel/network.ts';
import { wallClock } from '../../../simulators/kernel/wall/clock.ts';
import { listenHttp } from '../../../simulators/kernel/wall/listen.ts';
import { createWorld } from '../../../simulators/world.ts';
import { carryOut } from '../../faults/plan/carry-out.ts';
import type { Plan } from '../../faults/plan/schema.ts';
import { excuses } from '../../faults/registry.ts';
import { worst } from '../../oracle/combine.ts';
import { judgeJournal } from '../../oracle/judge.ts';
import { invariants } from '../../oracle/registry.ts';
import type { ReachedSubject } from '../../subject/integration/reach-subject.ts';
import { planPhones } from '../plan-phones.ts';
import { type PlanRun, reproduces } from '../run-plan.ts';
import { StageFailure } from '../world-stage.ts';
import { caughtUp } from './caught-up.ts';
import { foreignTenant } from './foreign-tenant.ts';
import { wallStage } from './wall-stage.ts';

/** How long phones may take to connect and enrol, ms. */
const readyLimitMs = 60_000;
const lookMs = 50;
/** The node on the world's network that a foreign subject asks from. */
const outside = 'outside';

/**
 * Plays a plan on the wall clock with somebody else's subject in the place of ours, and judges it. Phones, carriers and the
 * platform are simulated here; the platform's keys are served on a socket of this machine.
 * @throws NoTenantError when there is no tenant to play it with
 * @throws StageFailure when the phones do not come up
 */
export async function runAgainst(plan: Plan, reached: ReachedSubject): Promise<PlanRun> {
  const entries: JournalEntry[] = [];
  const blobs = memoryBlobs();
  const clock = wallClock((label, error) => {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    book.append('world.crashed', { label, error: why });
  });
  const book = journal(clock, blobs);
  const caught = caughtUp();
  book.subscribe((entry) => {
    entries.push(entry);
    caught.entry(entry);
  });
  let platform: Fetch = async () => new Response(null, { status: 503 });
  const keys = await listenHttp({}, (request) => platform(request));
  try {
    const { foreign, subject, opensEscrow } = await foreignTenant(
      reached,
      clock,
      `${keys.origin}/.well-known/jwks.json`,
    );
    const { carriers, webhookRetryMs = rehearsalSchedule.delaysMs } = plan.world;
    const world = createWorld({
      seed: plan.seed,
      scenario: plan.name ?? 'plan',
      environment: 'simulated-phones',
      phones: planPhones(plan),
      carriers,
      clock,
      journal: book,
      webhookRetry: { ...rehearsalSchedule, delaysMs: webhookRetryMs },
      foreign,
    });
    platform = async (request) => {
      const { pathname } = new URL(request.url);
      const { method, headers } = request;
      return world.network.fetchFrom(outside)(new Request(`http://${platformHost}${pathname}`, { method, headers }));
    };
    const stage = wallStage(world, subject, caught, reached.container);
    try {
      world.start();
      const endMs = clock.now() + readyLimitMs;
      while (!world.ready() && clock.now() < endMs) await sleep(clock, lookMs);
      if (!world.ready()) {
        const seconds = readyLimitMs / 1000;
        throw new StageFailure(`the phones were not connected and enrolled within ${seconds} s: ${whyNot(entries)}`);
      }
      const { refused } = await carryOut(plan, stage);
      await stage.stop();
      world.end();
      const verdicts = judgeJournal(entries, {
        named: plan.invariants ?? invariants.map(({ id }) => id),
        context: { blob: (name) => blobs.get(name), excuses, recordsFrom: 'subject', opensEscrow },
      });
      for (const verdict of verdicts) book.append('verdict.invariant', verdict);
      return { entries, verdicts, outcome: worst(verdicts), refused, reproduced: reproduces(plan, verdicts, entries) };
    } finally {
      await stage.stop();
    }
  } finally {
    clock.stop();
    await keys.close();
  }
}

/** What is known of why phones did not come up: the last refusal. */
function whyNot(entries: readonly JournalEntry[]): string {
  const last = entries.findLast(({ kind }) => kind === 'subject.error');
  return last?.kind === 'subject.error'
    ? `the subject's ${last.data.operation}: ${last.data.reason}`
    : 'no reason given';
}
