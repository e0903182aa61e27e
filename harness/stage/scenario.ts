import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import type { AttachablePhone } from '../../simulators/handset/ui/phone.ts';
import { folderBlobs } from '../../simulators/kernel/journal/blobs.ts';
import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';
import { journal } from '../../simulators/kernel/journal/journal.ts';
import type { JournalKind } from '../../simulators/kernel/journal/kinds.ts';
import { wallClock } from '../../simulators/kernel/wall/clock.ts';
import { socketHosts } from '../../simulators/kernel/wall/hosts.ts';
import { planFromJournal } from '../explore/plan-from-journal.ts';
import { parseDuration } from '../faults/duration.ts';
import { type FaultDesk, faultDesk } from '../faults/fault-desk.ts';
import { graceMs } from '../faults/plan/carry-out.ts';
import { inOffice } from '../faults/plan/office.ts';
import { StepImpossible } from '../faults/plan/run-stage.ts';
import type { OfficeAction } from '../faults/plan/schema.ts';
import { excuses } from '../faults/registry.ts';
import type { StageFace } from '../faults/stage.ts';
import { judge } from '../oracle/judge.ts';
import { keepExport } from '../subject/export/keep-export.ts';
import { recordsOfficer } from '../subject/records-officer.ts';
import { watchSubject } from '../subject/subject-watch.ts';
import type { AppendEntry, ScenarioEnded, ScenarioStarted, StageSettings, startScenario } from './api.ts';
import type { MemberHands } from './member-hands.ts';
import { openStageWorld, requireCastable, type StageWorld } from './stage-world.ts';
import { writeGuard } from './write-guard.ts';

/** Time cannot be made to pass here, or not by that much. */
export class AdvanceRefused extends Error {
  override readonly name = 'AdvanceRefused';
}

/** What the records officer was to do cannot be done here. */
export class OfficeRefused extends Error {
  override readonly name = 'OfficeRefused';
}

/** One scenario of a rehearsal: a fresh world behind phones that were there before. */
export interface Scenario {
  readonly started: ScenarioStarted;
  /** Appends what was typed or seen, and returns its sequence number. @throws WritingRefused beside real phones */
  append(entry: AppendEntry): number;
  /** Everything of that kind in the journal so far. */
  recorded(kind: JournalKind): readonly JournalEntry[];
  /** @throws FaultRefused, z.ZodError */
  inject(fault: string, parameters: Readonly<Record<string, unknown>>, duration: string | undefined): Promise<string>;
  /** False when that fault is not active. */
  heal(faultId: string): Promise<boolean>;
  /**
   * Lets time pass: timers that become due fire in order, and what they start over sockets gets the time to answer.
   * @throws AdvanceRefused where a phone is real, or the duration (ISO 8601) is not readable or too long
   */
  advance(duration: string): Promise<void>;
  /** Has the tenant's records officer do it; the answers are journaled. @throws OfficeRefused */
  office(deed: OfficeAction): Promise<void>;
  /** What the user of a phone without a face does; undefined when there is no such phone. */
  member(name: string): MemberHands | undefined;
  /** Heals everything and waits for convergence; whether it came to rest. What is looked at from then on is final. */
  settle(): Promise<boolean>;
  /** Settles what has not, asks the subject, judges, and writes plan.json and verdicts.json. */
  end(): Promise<ScenarioEnded>;
  /** Stops the world without judging it: the run was cut off. */
  abandon(): Promise<void>;
}

/** How long phones may take to connect and enrol, ms. */
const readyLimitMs = 30_000;
/** How long convergence may take after everything is healed, ms: beyond the invariants' own deadlines. */
const quietLimitMs = 60_000;
/** The most that a scenario may jump at a time, ms: what is longer belongs on the virtual clock. */
const longestAdvanceMs = 600_000;
/** Time jumps by so much of it, ms, and then stands for as long as answers over sockets need, in real ms. */
const jumpMs = 250;
const standMs = 8;

/**
 * @throws Error when the world's phones do not become ready, CastRefused for a cast beside real phones
 * @param folder where the journal goes; must not exist
 */
export async function startScenarioWorld(
  folder: string,
  settings: StageSettings,
  request: z.infer<typeof startScenario>,
  phonesThere: ReadonlyMap<string, AttachablePhone>,
  faces: ReadonlyMap<string, StageFace> = new Map(),
): Promise<Scenario> {
  const { cast = [] } = request;
  requireCastable(settings, cast);
  mkdirSync(folder, { recursive: true });
  const file = openSync(join(folder, 'journal.jsonl'), 'wx');
  const entries: JournalEntry[] = [];
  const clock = wallClock((label, error) => {
    console.error(label, error);
    book.append('world.crashed', { label, error: String(error) });
  });
  const book = journal(clock, folderBlobs(join(folder, 'blobs')), (line) => writeSync(file, `${line}\n`));
  const judging = judge({
    named: request.invariants,
    context: { blob: (name) => book.blobs.get(name), excuses, recordsFrom: 'subject' },
  });
  book.subscribe((entry) => {
    entries.push(entry);
    judging.entry(entry);
  });
  const sockets = socketHosts();
  const world = openStageWorld({
    settings,
    cast,
    scenario: request.name,
    seed: request.seed,
    clock,
    journal: book,
    resolve: sockets.resolve,
    database: join(folder, 'archive.sqlite'),
    ...(request.webhookProfile && { webhookProfile: request.webhookProfile }),
    phonesThere,
    faces,
  });
  const desk: FaultDesk = faultDesk(world.faults);
  const guard = settings.real === undefined ? undefined : writeGuard(settings.real);
  const watch = watchSubject(world.subject, book);
  const startedAtMs = clock.now();
  const { office } = world.subject;
  const officer =
    office &&
    recordsOfficer({ clock, journal: book, office, subject: world.subject, records: watch.records, poll: watch.poll });

  async function close(): Promise<void> {
    world.end();
    clock.stop();
    await sockets.close();
    closeSync(file);
  }

  await sockets.serve(world.network.hosts());
  world.start();
  if (!(await until(world.ready, readyLimitMs))) {
    await close();
    throw new Error(
      `the phones of the world were not connected and enrolled within ${readyLimitMs / 1000} s: see ${folder}/journal.jsonl`,
    );
  }

  let settled: Promise<boolean> | undefined;

  /** What is still missing at rest is not late but lost: the invariants' deadlines are let pass without waiting for them. */
  async function rest(): Promise<boolean> {
    const rested = await until(world.quiet, quietLimitMs);
    if (world.simulated) await clock.advance(graceMs);
    return rested && (await until(world.quiet, quietLimitMs));
  }

  async function settles(): Promise<boolean> {
    await desk.healAll();
    const quiet = await rest();
    book.append('world.settled', { quiet });
    return quiet;
  }

  function settle(): Promise<boolean> {
    settled ??= settles();
    return settled;
  }

  return {
    started: { folder, phones: [...world.phones], members: [...world.members.values()].map(({ facts }) => facts) },
    append(typed) {
      guard?.(typed);
      const entry = book.append(typed.kind, typed.data);
      // The log in between: a state for the last one to go on from.
      if (typed.kind === 'ui.sent') void watch.glance();
      world.read(entry as unknown as JournalEntry);
      return entry.seq;
    },
    recorded: (kind) => entries.filter((entry) => entry.kind === kind),
    inject: (fault, parameters, duration) =>
      desk.inject(fault, parameters, duration === undefined ? undefined : parseDuration(duration)),
    heal: (faultId) => desk.heal(faultId),
    async advance(duration) {
      const real = settings.phones.find(({ simulated }) => !simulated);
      if (real) throw new AdvanceRefused(`${real.name} is a real phone: its time cannot be moved. Wait instead.`);
      const durationMs = parseDuration(duration);
      if (durationMs === undefined || durationMs > longestAdvanceMs)
        throw new AdvanceRefused(
          `"${duration}" is no duration of at most ${longestAdvanceMs / 60_000} min, like PT20S`,
        );
      for (let leftMs = durationMs; leftMs > 0; leftMs -= jumpMs) {
        await clock.advance(Math.min(jumpMs, leftMs));
        await sleep(standMs);
      }
    },
    async office(deed) {
      if (!officer) throw new OfficeRefused("nobody gave the harness the operator's token");
      try {
        await inOffice(deed, {
          startedAtMs,
          msisdn: (name) => numberOf(world, name),
          officer: (work) => work(officer).then(() => {}),
        });
      } catch (error) {
        if (error instanceof StepImpossible || error instanceof RangeError) throw new OfficeRefused(error.message);
        throw error;
      }
    },
    member: (name) => world.members.get(name)?.hands,
    settle,
    async end() {
      await settle();
      // Who looked since then may have told others so.
      const last = entries.findLast(({ kind }) => kind.startsWith('ui.') || kind === 'world.settled');
      if (last?.kind !== 'world.settled') await rest();
      book.append('subject.asked', { new_rows: await watch.poll() });
      await watch.records.lookAgain();
      const taken = await watch.takeExports();
      if (taken) keepExport(join(folder, 'export'), taken);
      const verdicts = [...judging.finish()];
      for (const verdict of verdicts) book.append('verdict.invariant', verdict);
      await close();
      const plan = join(folder, 'plan.json');
      writeFileSync(plan, `${JSON.stringify(planFromJournal(entries), null, 2)}\n`);
      writeFileSync(join(folder, 'verdicts.json'), `${JSON.stringify(verdicts, null, 2)}\n`);
      return { verdicts, plan };
    },
    abandon: close,
  };
}

/** @throws RangeError when nobody in the world has that name */
function numberOf({ phones, members }: StageWorld, name: string): string {
  const everybody = [...phones, ...[...members.values()].map(({ facts }) => facts)];
  const found = everybody.find((person) => person.name === name);
  if (!found)
    throw new RangeError(`there is nobody called "${name}": ${everybody.map((each) => each.name).join(', ')}`);
  return found.msisdn;
}

/** Polls a condition on the machine's clock. */
async function until(condition: () => boolean, limitMs: number): Promise<boolean> {
  const endAt = performance.now() + limitMs;
  while (!condition()) {
    if (performance.now() > endAt) return false;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return true;
}
