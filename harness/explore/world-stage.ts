import type { VirtualClock } from '../../simulators/kernel/virtual-clock.ts';
import type { World } from '../../simulators/world.ts';
import { type RunStage, StepImpossible } from '../faults/plan/run-stage.ts';
import { faultStage } from '../stage/fault-stage.ts';
import { judgedSubject } from '../stage/judged-subject.ts';
import { recordsOfficer } from '../subject/records-officer.ts';
import { watchSubject } from '../subject/subject-watch.ts';
import { screenUser } from './screen-user.ts';

/** How long phones and carriers may take to come to rest, ms of virtual time, beside what webhook retries need. */
const restLimitMs = 15 * 60_000;
/** At rest is who has nothing to do for this long, ms: longer than any frame is on its way. */
const calmMs = 5_000;
/** How long the records officer may try, ms of virtual time: the subject's process may be gone for a while. */
const officeLimitMs = 15 * 60_000;

/**
 * The log is looked at before this step, and at twice as many, and so on: states in between for the last one to go on from.
 */
const firstGlance = 4;

/** The world never got to where a plan can begin, or nobody answered: the run shows nothing. */
export class StageFailure extends Error {
  override readonly name = 'StageFailure';
}

/**
 * A world on the virtual clock as a stage: time passes only inside `waitUntil`, `settle` and `askSubject`, which run it.
 * @param webhooksMs how long the attempts of a webhook may take in all, ms: so much longer settling may take
 */
export function worldStage(world: World, clock: VirtualClock, webhooksMs: number): RunStage {
  const { journal, enterprise } = world;
  const startedAtMs = clock.now();
  const subject = judgedSubject(world);
  const watch = watchSubject(subject, journal);
  const { office } = subject;
  const officer =
    office && recordsOfficer({ clock, journal, office, subject, records: watch.records, poll: watch.poll });
  let waits = 0;
  const users = new Map([...world.phones].map(([name, { phone }]) => [name, screenUser(phone, journal)]));

  const known = <T>(found: T | undefined, name: string): T => {
    if (found === undefined)
      throw new RangeError(`there is no phone "${name}": ${[...world.phones.keys()].join(', ')}`);
    return found;
  };

  return {
    ...faultStage(world),
    startedAtMs,
    user: (name) => known(users.get(name), name),
    msisdn: (name) => known(world.phones.get(name), name).msisdn,
    async waitUntil(atMs) {
      if (atMs > clock.now()) await clock.runFor(atMs - clock.now());
      waits++;
      if (waits >= firstGlance && Number.isInteger(Math.log2(waits))) void watch.glance();
    },
    async settle() {
      const endMs = clock.now() + restLimitMs + webhooksMs;
      let restByMs = clock.now() + restLimitMs;
      while (clock.now() < Math.min(endMs, restByMs)) {
        await clock.runUntil(() => world.quiet(), Math.min(endMs, restByMs) - clock.now());
        const before = journal.length();
        await clock.runFor(calmMs);
        if (world.quiet() && journal.length() === before) return true;
        if (enterprise.platform.pending() > 0) restByMs = clock.now() + restLimitMs; // its next attempt may be hours away
      }
      return false;
    },
    async askSubject() {
      let answered = false;
      const asking = watch.poll().then(watch.records.lookAgain).then(watch.takeExports);
      const asked = asking.then(() => {
        answered = true;
      });
      if (!(await clock.runUntil(() => answered, 60_000)))
        throw new StageFailure('the subject did not answer within 60 s');
      await asked;
    },
    async officer(deed) {
      if (!officer) throw new StepImpossible('this subject offers no policy, holds and erasures to its operator.');
      let done = false;
      const doing = deed(officer).finally(() => {
        done = true;
      });
      doing.catch(() => {}); // told below
      if (!(await clock.runUntil(() => done, officeLimitMs)))
        throw new StageFailure(`the records officer was not done within ${officeLimitMs / 1000} s`);
      await doing;
    },
  };
}
