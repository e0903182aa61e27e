import { rehearsalSchedule } from '../../../simulators/enterprise/platform/retry.ts';
import { sleep } from '../../../simulators/kernel/clock.ts';
import { type BlobStore, memoryBlobs } from '../../../simulators/kernel/journal/blobs.ts';
import type { JournalEntry } from '../../../simulators/kernel/journal/entry.ts';
import { type Journal, type JournalSink, journal } from '../../../simulators/kernel/journal/journal.ts';
import { type WallClock, wallClock } from '../../../simulators/kernel/wall/clock.ts';
import { createWorld } from '../../../simulators/world.ts';
import { type CarriedOut, carryOut, graceMs } from '../../faults/plan/carry-out.ts';
import type { Plan } from '../../faults/plan/schema.ts';
import { excuses } from '../../faults/registry.ts';
import { worst } from '../../oracle/combine.ts';
import { judgeJournal } from '../../oracle/judge.ts';
import { invariants } from '../../oracle/registry.ts';
import { NoTenantError } from '../../subject/check/make-tenant.ts';
import type { ReachedSubject } from '../../subject/integration/reach-subject.ts';
import { SubjectError } from '../../subject/subject.ts';
import { planPhones } from '../plan-phones.ts';
import { type PlanRun, reproduces } from '../run-plan.ts';
import { StageFailure } from '../world-stage.ts';
import { caughtUp } from './caught-up.ts';
import type { Contact } from './contact.ts';
import { type ForeignTenant, foreignTenant } from './foreign-tenant.ts';
import { subjectLine } from './subject-line.ts';
import { wallStage } from './wall-stage.ts';
import { NothingJudged, WorldInterrupted } from './world-cut-short.ts';

/** How long phones may take to connect and enrol, ms. */
const readyLimitMs = 60_000;
const lookMs = 50;

export interface AgainstOptions {
  /** Aborted: the world ends at once, and is not judged. */
  readonly signal?: AbortSignal;
  readonly blobs?: BlobStore;
  readonly sink?: JournalSink;
  /** How long it is waited for what the subject acknowledged and does not show, ms. Default: until liveness is demanded. */
  readonly patienceMs?: number;
  /** Told what could not be undone at the subject, a sentence each. */
  readonly onLeft?: (what: string) => void;
}

/** What a world is made of before it starts. */
interface Parts {
  readonly plan: Plan;
  readonly clock: WallClock;
  readonly book: Journal;
  readonly entries: readonly JournalEntry[];
}

/**
 * Plays a plan on the wall clock with somebody else's subject in the place of ours, and judges it. Phones, carriers and the
 * platform are simulated here; the platform's keys are served on a socket of this machine. However it ends, nothing of it
 * stays: a container runs again, and holds on a tenant that stays are released.
 * @throws NoTenantError when there is no tenant to play it with
 * @throws StageFailure when the phones do not come up
 * @throws SubjectUnreachable when nothing is answered any more where the subject was
 * @throws NothingJudged when the subject failed before there was anything to judge
 * @throws WorldInterrupted
 */
export async function runAgainst(plan: Plan, reached: ReachedSubject, options: AgainstOptions = {}): Promise<PlanRun> {
  const { signal = new AbortController().signal, blobs = memoryBlobs(), patienceMs = graceMs } = options;
  const { sink = () => {}, onLeft = () => {} } = options;
  const entries: JournalEntry[] = [];
  const clock = wallClock((label, error) => {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    book.append('world.crashed', { label, error: why });
  });
  let over = false;
  const book = journal(clock, blobs, (line) => void (over || sink(line)));
  book.subscribe((entry) => entries.push(entry));
  const line = await subjectLine(reached, clock);
  const { container, touch } = line;
  let tenant: ForeignTenant | undefined;

  async function play(): Promise<CarriedOut> {
    tenant = await foreignTenant({ ...reached, fetch: touch.fetch }, clock, line.keySetUrl);
    const caught = caughtUp({ events: tenant.subject.operations.has('events') });
    book.subscribe(caught.entry);
    const world = foreignWorld({ plan, clock, book, entries }, tenant);
    line.serveKeys(world.network);
    await tenant.office?.journalStanding(book);
    const stage = wallStage({ world, tenant, caughtUp: caught, container, patienceMs });
    await started(world, clock, entries);
    const carried = await carryOut(plan, stage);
    await stage.stop();
    world.end();
    return carried;
  }

  try {
    const { refused } = await Promise.race([play(), cutShort(touch, clock, signal)]);
    const { opensEscrow } = tenant ?? { opensEscrow: false };
    const verdicts = judgeJournal(entries, {
      named: plan.invariants ?? invariants.map(({ id }) => id),
      context: { blob: (name) => blobs.get(name), excuses, recordsFrom: 'subject', opensEscrow },
    });
    for (const verdict of verdicts) book.append('verdict.invariant', verdict);
    return { entries, verdicts, outcome: worst(verdicts), refused, reproduced: reproduces(plan, verdicts, entries) };
  } catch (error) {
    throw signal.aborted ? new WorldInterrupted() : whyNothing(error, touch);
  } finally {
    over = true;
    touch.hangUp();
    await container?.restore();
    for (const what of (await tenant?.office?.leave(reached.fetch)) ?? []) onLeft(what);
    clock.stop();
    await line.close();
  }
}

function foreignWorld({ plan, clock, book }: Parts, { foreign }: ForeignTenant) {
  const { carriers, webhookRetryMs = rehearsalSchedule.delaysMs } = plan.world;
  return createWorld({
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
}

async function started(
  world: ReturnType<typeof createWorld>,
  clock: WallClock,
  entries: readonly JournalEntry[],
): Promise<void> {
  world.start();
  const endMs = clock.now() + readyLimitMs;
  while (!world.ready() && clock.now() < endMs) await sleep(clock, lookMs);
  if (world.ready()) return;
  const seconds = readyLimitMs / 1000;
  throw new StageFailure(`the phones were not connected and enrolled within ${seconds} s: ${whyNot(entries)}`);
}

/** Rejects when somebody ends the world, or when nobody answers where the subject was. */
function cutShort(touch: Contact, clock: WallClock, signal: AbortSignal): Promise<never> {
  return new Promise<never>((_, reject) => {
    if (signal.aborted) reject(new WorldInterrupted());
    signal.addEventListener('abort', () => reject(new WorldInterrupted()), { once: true });
    const look = (): void => {
      const lost = touch.lost();
      if (lost) reject(lost);
      else clock.after(lookMs, 'is the subject there', look);
    };
    look();
  });
}

/** What a failure says of the subject: that it is not there, that it failed itself, or nothing else than the failure. */
function whyNothing(error: unknown, touch: Contact): unknown {
  const known = error instanceof NoTenantError || error instanceof SubjectError || error instanceof StageFailure;
  if (!known) return error;
  if (touch.failing()) return new NothingJudged(error.message);
  return touch.silent() ?? error;
}

/** What is known of why phones did not come up: the last refusal. */
function whyNot(entries: readonly JournalEntry[]): string {
  const last = entries.findLast(({ kind }) => kind === 'subject.error');
  return last?.kind === 'subject.error'
    ? `the subject's ${last.data.operation}: ${last.data.reason}`
    : 'no reason given';
}
