import { sleep } from '../../../simulators/kernel/clock.ts';
import type { World } from '../../../simulators/world.ts';
import { type RunStage, StepImpossible } from '../../faults/plan/run-stage.ts';
import { faultStage } from '../../stage/fault-stage.ts';
import type { SubjectContainer } from '../../subject/container/subject-container.ts';
import { followSubject } from '../../subject/follow-subject.ts';
import { recordsOfficer } from '../../subject/records-officer.ts';
import { watchSubject } from '../../subject/subject-watch.ts';
import { screenUser } from '../screen-user.ts';
import type { CaughtUp } from './caught-up.ts';
import type { ForeignTenant } from './foreign-tenant.ts';
import { offeredOfficer } from './offered-officer.ts';

/** How long the world may take to come to rest, ms: the rehearsal's retries, and a while. */
const restLimitMs = 60_000;
/** At rest is who has nothing to do for this long, ms. */
const calmMs = 2_000;
/** How often it is looked at whether something has come to rest, ms. */
const lookMs = 100;

/** How often a subject that does not answer its operator is asked again, where no plan can have stopped it. */
const officeAttempts = 5;

/** A world beside a subject in another process, as a stage: time is the machine's. */
export interface WallStage extends RunStage {
  /** Asks the subject no more. Resolves when the last question is over. */
  stop(): Promise<void>;
}

export interface WallStageOptions {
  readonly world: World;
  readonly tenant: ForeignTenant;
  readonly caughtUp: CaughtUp;
  readonly container: SubjectContainer | undefined;
  /** How long it is waited for what the subject acknowledged and does not show, ms. */
  readonly patienceMs: number;
}

export function wallStage({ world, tenant, caughtUp, container, patienceMs }: WallStageOptions): WallStage {
  const { clock, journal } = world;
  const startedAtMs = clock.now();
  const { subject, office: at } = tenant;
  const watch = watchSubject(subject, journal);
  const officer =
    at &&
    offeredOfficer(
      recordsOfficer({
        ...{ clock, journal, office: at.office, subject, records: watch.records, poll: watch.poll },
        ...(!container && { attempts: officeAttempts }),
      }),
      at.offered.deeds,
    );
  const users = new Map([...world.phones].map(([name, { phone }]) => [name, screenUser(phone, journal)]));
  const following = followSubject(watch, clock);
  /** How much the parties have done: that the subject is asked goes on all the time, with or without an answer. */
  let happened = 0;
  journal.subscribe(({ kind }) => {
    if (!kind.startsWith('subject.')) happened++;
  });

  async function until(done: () => boolean, limitMs: number): Promise<boolean> {
    const endMs = clock.now() + limitMs;
    while (!done() && clock.now() < endMs) await sleep(clock, lookMs);
    return done();
  }

  const known = <T>(found: T | undefined, name: string): T => {
    if (found === undefined)
      throw new RangeError(`there is no phone "${name}": ${[...world.phones.keys()].join(', ')}`);
    return found;
  };

  return {
    ...faultStage(world),
    subject: 'any-subject',
    ...(container && { container }),
    startedAtMs,
    user: (name) => known(users.get(name), name),
    msisdn: (name) => known(world.phones.get(name), name).msisdn,
    async waitUntil(atMs) {
      if (atMs > clock.now()) await sleep(clock, atMs - clock.now());
    },
    async settle() {
      const endMs = clock.now() + restLimitMs;
      while (clock.now() < endMs) {
        if (!(await until(() => world.quiet(), endMs - clock.now()))) return false;
        const before = happened;
        await sleep(clock, calmMs);
        if (world.quiet() && happened === before) return true;
      }
      return false;
    },
    async grace() {
      await until(() => world.quiet() && caughtUp.yet(), patienceMs);
    },
    async askSubject() {
      await watch.poll();
      await watch.records.lookAgain();
      await watch.takeExports();
    },
    async officer(deed) {
      if (!officer)
        throw new StepImpossible(
          'this subject offers its operator nothing, or nobody gave the token and what it is judged by.',
        );
      await deed(officer);
    },
    stop: following.stop,
  };
}
