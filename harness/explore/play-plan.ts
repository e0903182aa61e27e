import { longestScheduleMs, rbmSchedule, standardSchedule } from '../../simulators/enterprise/platform/retry.ts';
import type { BlobStore } from '../../simulators/kernel/journal/blobs.ts';
import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';
import { type JournalSink, journal } from '../../simulators/kernel/journal/journal.ts';
import { virtualClock } from '../../simulators/kernel/virtual-clock.ts';
import { createWorld } from '../../simulators/world.ts';
import { type CarriedOut, carryOut } from '../faults/plan/carry-out.ts';
import type { Plan } from '../faults/plan/schema.ts';
import { planPhones } from './plan-phones.ts';
import { StageFailure, worldStage } from './world-stage.ts';

/** When every virtual world begins: the same seed gives the same bytes on any day. */
const startMs = Date.UTC(2026, 10, 22, 8);
/** How long phones may take to connect and enrol, ms of virtual time. */
const readyLimitMs = 120_000;

export interface PlayOptions {
  readonly blobs: BlobStore;
  readonly sink?: JournalSink;
  /** Whether Android's messaging app tells archivers the ids of messages. Default: known. */
  readonly messageIds?: 'known' | 'unknown';
}

/** What was played: every entry, up to `world.ended`. */
export interface Played extends CarriedOut {
  readonly entries: readonly JournalEntry[];
  /** Appends to the journal after the end: verdicts. */
  readonly append: ReturnType<typeof journal>['append'];
}

/**
 * Plays a plan in a fresh world on the virtual clock. The same plan gives the same journal, byte for byte.
 * @throws StageFailure when the world does not become ready
 */
export async function playPlan(plan: Plan, { blobs, sink, messageIds }: PlayOptions): Promise<Played> {
  const entries: JournalEntry[] = [];
  const clock = virtualClock(startMs, (label, error) => {
    book.append('world.crashed', {
      label,
      error: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    });
  });
  const book = journal(clock, blobs, sink);
  book.subscribe((entry) => entries.push(entry));
  const { carriers, webhooks } = plan.world;
  const usual = webhooks?.profile === 'rbm' ? rbmSchedule : standardSchedule;
  const webhookRetry = { ...usual, delaysMs: plan.world.webhookRetryMs ?? usual.delaysMs };
  const world = createWorld({
    seed: plan.seed,
    scenario: plan.name ?? 'plan',
    environment: 'virtual',
    phones: planPhones(plan),
    carriers,
    clock,
    journal: book,
    webhookRetry,
    ...(webhooks && { webhookProfile: webhooks.profile }),
    ...(messageIds && { messageIds }),
  });
  const stage = worldStage(world, clock, longestScheduleMs(webhookRetry));
  world.start();
  if (!(await clock.runUntil(() => world.ready(), readyLimitMs))) {
    throw new StageFailure(
      `the phones were not connected and enrolled within ${readyLimitMs / 1000} s of virtual time`,
    );
  }
  const carried = await carryOut(plan, stage);
  world.end();
  return { ...carried, entries, append: (kind, data) => book.append(kind, data) };
}
