import { setTimeout as sleep } from 'node:timers/promises';
import type { WallClock } from '../../simulators/kernel/wall/clock.ts';
import type { CaughtUp } from '../explore/against/caught-up.ts';
import { graceMs } from '../faults/plan/carry-out.ts';

/** How long convergence may take after everything is healed, ms: beyond the invariants' own deadlines. */
const quietLimitMs = 60_000;
/** Who shares no clock with us is at rest when nothing has happened for so long, ms. */
const calmMs = 2_000;

/** Waits until nothing is under way any more, as long as that may take; false when something still is. */
export type Rest = () => Promise<boolean>;

/** What happens between two looks at a condition. */
export type Pause = () => Promise<unknown>;

/** Time jumps by so much of it, ms, and then stands for as long as answers over sockets need, in real ms. */
const jumpMs = 25;
const standMs = 5;

/** Where everything is simulated nobody waits for frames that are only on their way: their time passes sooner. */
export const sooner =
  (clock: Pick<WallClock, 'advance'>): Pause =>
  async () => {
    await clock.advance(jumpMs);
    await sleep(standMs);
  };

/** Polls a condition. @param limitMs on the machine's clock */
export async function until(
  condition: () => boolean,
  limitMs: number,
  pause: Pause = () => sleep(10),
): Promise<boolean> {
  const endAt = performance.now() + limitMs;
  while (!condition()) {
    if (performance.now() > endAt) return false;
    await pause();
  }
  return true;
}

/** Everything is simulated: what is still missing is not late but lost, and the invariants' deadlines are let pass at once. */
export const restOfOurs =
  (quiet: () => boolean, clock: Pick<WallClock, 'advance'>): Rest =>
  async () => {
    const rested = await until(quiet, quietLimitMs, sooner(clock));
    await clock.advance(graceMs);
    return rested && (await until(quiet, quietLimitMs, sooner(clock)));
  };

/** Beside real phones: what they do in their own time nobody knows. */
export const restBesidePhones =
  (quiet: () => boolean): Rest =>
  () =>
    until(quiet, quietLimitMs);

export interface RestBesideSubject {
  readonly quiet: () => boolean;
  readonly caughtUp: CaughtUp;
  /** How much the parties have done so far, beside what the subject was asked: that goes on all the time. */
  readonly happened: () => number;
  /** Why nobody answers any more where the subject was: then nothing is waited for. */
  readonly lost: () => Error | undefined;
}

/**
 * Beside somebody else's subject: until it shows all that it acknowledged, or the deadlines of the invariants have passed.
 * What did not come then is not waited for again.
 */
export function restBesideSubject({ quiet, caughtUp, happened, lost }: RestBesideSubject): Rest {
  let givenUp: ReadonlySet<string> = new Set();
  const shown = (): boolean => [...caughtUp.missing()].every((what) => givenUp.has(what));

  async function calm(): Promise<boolean> {
    const endAt = performance.now() + quietLimitMs;
    while (performance.now() < endAt && !lost()) {
      if (!(await until(() => quiet() || lost() !== undefined, endAt - performance.now()))) return false;
      const before = happened();
      await sleep(calmMs);
      if (quiet() && happened() === before) return true;
    }
    return false;
  }

  return async () => {
    if (!(await calm())) return false; // who cannot come to rest in that time has missed every deadline
    const before = happened();
    await until(() => (quiet() && shown()) || lost() !== undefined, graceMs);
    givenUp = new Set(caughtUp.missing());
    return (quiet() && happened() === before) || calm();
  };
}
