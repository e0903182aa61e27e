import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { enterpriseHost } from '../../simulators/enterprise/enterprise.ts';
import type { AttachablePhone } from '../../simulators/handset/ui/phone.ts';
import { folderBlobs } from '../../simulators/kernel/journal/blobs.ts';
import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';
import { journal } from '../../simulators/kernel/journal/journal.ts';
import type { JournalKind } from '../../simulators/kernel/journal/kinds.ts';
import { wallClock } from '../../simulators/kernel/wall/clock.ts';
import { socketHosts } from '../../simulators/kernel/wall/hosts.ts';
import { caughtUp } from '../explore/against/caught-up.ts';
import { planFromJournal } from '../explore/plan-from-journal.ts';
import { parseDuration } from '../faults/duration.ts';
import { type FaultDesk, faultDesk } from '../faults/fault-desk.ts';
import type { OfficeAction } from '../faults/plan/schema.ts';
import { excuses } from '../faults/registry.ts';
import type { StageFace } from '../faults/stage.ts';
import { judge } from '../oracle/judge.ts';
import { keepExport } from '../subject/export/keep-export.ts';
import { followSubject } from '../subject/follow-subject.ts';
import type { ReachedSubject } from '../subject/integration/reach-subject.ts';
import { recordsOfficer } from '../subject/records-officer.ts';
import { watchSubject } from '../subject/subject-watch.ts';
import { unseenKinds } from '../subject/unseen-kinds.ts';
import type { AppendEntry, ScenarioEnded, ScenarioStarted, StageSettings, startScenario } from './api.ts';
import { openForeignSide } from './foreign-side.ts';
import type { MemberHands } from './member-hands.ts';
import { requirePlayable } from './not-in-this-world.ts';
import { officeDesk } from './office-desk.ts';
import { passTime } from './pass-time.ts';
import { restBesidePhones, restBesideSubject, restOfOurs, sooner } from './rest.ts';
import { openStageWorld, requireCastable, type StageWorld } from './stage-world.ts';
import { untilReady } from './until-ready.ts';
import { writeGuard } from './write-guard.ts';

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
  /** Lets time pass at once. @throws AdvanceRefused where it cannot, or not by that much */
  advance(duration: string): Promise<void>;
  /** Has the tenant's records officer do it; the answers are journaled. @throws OfficeRefused, NotInThisWorld */
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

/**
 * @throws Error when the world's phones do not become ready, CastRefused for a cast beside real phones, NotInThisWorld
 * @param folder where the journal goes; must not exist
 */
export async function startScenarioWorld(
  folder: string,
  settings: StageSettings,
  request: z.infer<typeof startScenario>,
  phonesThere: ReadonlyMap<string, AttachablePhone>,
  faces: ReadonlyMap<string, StageFace> = new Map(),
  reached?: ReachedSubject,
): Promise<Scenario> {
  const { cast = [] } = request;
  requireCastable(settings, cast);
  requirePlayable(request, reached);
  mkdirSync(folder, { recursive: true });
  const file = openSync(join(folder, 'journal.jsonl'), 'wx');
  const entries: JournalEntry[] = [];
  const clock = wallClock((label, error) => {
    console.error(label, error);
    book.append('world.crashed', { label, error: String(error) });
  });
  const book = journal(clock, folderBlobs(join(folder, 'blobs')), (line) => writeSync(file, `${line}\n`));
  const side = reached && (await openForeignSide(reached, clock).catch(giveUp));
  const judging = judge({
    named: request.invariants,
    context: {
      blob: (name) => book.blobs.get(name),
      excuses,
      recordsFrom: 'subject',
      opensEscrow: side?.opensEscrow ?? true,
    },
    ...(side && { unseen: unseenKinds(side.subject) }),
  });
  const caught = caughtUp({ events: side?.subject.operations.has('events') ?? true });
  book.subscribe((entry) => {
    entries.push(entry);
    judging.entry(entry);
    caught.entry(entry);
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
    side,
  });
  const desk: FaultDesk = faultDesk(world.faults);
  const guard = settings.real === undefined ? undefined : writeGuard(settings.real);
  const watch = watchSubject(world.subject, book);
  const startedAtMs = clock.now();
  const office = side ? side.office?.office : world.subject.office;
  const officer =
    office &&
    recordsOfficer({ clock, journal: book, office, subject: world.subject, records: watch.records, poll: watch.poll });

  const following = side && followSubject(watch, clock);

  function giveUp(error: unknown): never {
    clock.stop();
    closeSync(file);
    throw error;
  }

  let closing: Promise<void> | undefined;

  async function closeAll(): Promise<void> {
    const [left = []] = await Promise.all([side?.close(), following?.stop()]);
    for (const what of left) console.error(what);
    world.end();
    clock.stop();
    await sockets.close();
    closeSync(file);
  }

  function close(): Promise<void> {
    closing ??= closeAll();
    return closing;
  }

  async function failed(error: unknown): Promise<never> {
    await close();
    throw error;
  }

  const hosts = new Map(world.network.hosts());
  if (side) hosts.delete(enterpriseHost); // it has a socket of its own
  await sockets.serve(hosts);
  await side?.office?.journalStanding(book);
  world.start();
  const enrolling = side && { entries, lost: side.lost };
  await untilReady(world.ready, folder, enrolling, world.simulated ? sooner(clock) : undefined).catch(failed);

  const happened = (): number => entries.filter(({ kind }) => !kind.startsWith('subject.')).length;
  let settled: Promise<boolean> | undefined;
  const rest = side
    ? restBesideSubject({ quiet: world.quiet, caughtUp: caught, happened, lost: side.lost })
    : world.simulated
      ? restOfOurs(world.quiet, clock)
      : restBesidePhones(world.quiet);

  async function settles(): Promise<boolean> {
    await desk.healAll();
    const quiet = await rest();
    throwIf(side?.lost());
    book.append('world.settled', { quiet });
    return quiet;
  }

  function settle(): Promise<boolean> {
    settled ??= settles();
    return settled;
  }

  async function judged(): Promise<ScenarioEnded['verdicts']> {
    await settle();
    // Who looked since then may have told others so.
    const last = entries.findLast(({ kind }) => kind.startsWith('ui.') || kind === 'world.settled');
    if (last?.kind !== 'world.settled') await rest();
    await following?.stop();
    book.append('subject.asked', { new_rows: await watch.poll() });
    await watch.records.lookAgain();
    const taken = await watch.takeExports();
    throwIf(side?.silent());
    if (taken) keepExport(join(folder, 'export'), taken);
    const verdicts = [...judging.finish()];
    for (const verdict of verdicts) book.append('verdict.invariant', verdict);
    return verdicts;
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
    advance: (duration) => passTime(clock, settings, duration),
    office: officeDesk({ officer, side, startedAtMs, msisdn: (name) => numberOf(world, name) }),
    member: (name) => world.members.get(name)?.hands,
    settle,
    async end() {
      const verdicts = await judged().catch(failed);
      await close();
      const plan = join(folder, 'plan.json');
      writeFileSync(plan, `${JSON.stringify(planFromJournal(entries), null, 2)}\n`);
      writeFileSync(join(folder, 'verdicts.json'), `${JSON.stringify(verdicts, null, 2)}\n`);
      return { verdicts, plan };
    },
    abandon: close,
  };
}

function throwIf(error: Error | undefined): void {
  if (error) throw error;
}

/** @throws RangeError when nobody in the world has that name */
function numberOf({ phones, members }: StageWorld, name: string): string {
  const everybody = [...phones, ...[...members.values()].map(({ facts }) => facts)];
  const found = everybody.find((person) => person.name === name);
  if (!found)
    throw new RangeError(`there is nobody called "${name}": ${everybody.map((each) => each.name).join(', ')}`);
  return found.msisdn;
}
