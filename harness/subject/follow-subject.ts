import { type Clock, sleep } from '../../simulators/kernel/clock.ts';
import type { SubjectWatch } from './subject-watch.ts';

/** How often the subject is asked, ms: what it has is seen no later than that. */
const askMs = 1_000;
/** The log is looked at in passing so much more seldom. */
const asksAGlance = 5;
/** How often it is looked at whether to stop, ms. */
const lookMs = 100;

/** Asks a subject of somebody else's what is new, for as long as nobody stops it: nobody tells when it has taken something in. */
export interface Following {
  /** Resolves when the last question is over. */
  stop(): Promise<void>;
}

export function followSubject({ poll, glance }: Pick<SubjectWatch, 'poll' | 'glance'>, clock: Clock): Following {
  let stopped = false;

  async function follow(): Promise<void> {
    for (let asked = 1; !stopped; asked++) {
      await poll();
      if (asked % asksAGlance === 0) await glance();
      for (let slept = 0; slept < askMs && !stopped; slept += lookMs) await sleep(clock, lookMs);
    }
  }

  const following = follow();
  return {
    stop() {
      stopped = true;
      return following;
    },
  };
}
