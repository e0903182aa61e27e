import { setTimeout as sleep } from 'node:timers/promises';
import { parseDuration } from '../faults/duration.ts';
import type { ScenarioStarted } from '../stage/api.ts';
import { type StageClient, StageError } from '../stage/client.ts';

/**
 * Where a scenario is played: in a world that is ours as a whole, beside real phones, or beside somebody else's subject.
 * Only the first can do everything.
 */
export type Surroundings = 'ours' | 'real-phones' | 'foreign-subject';

/** The scenario needs something that cannot be done to these phones or this subject: it is passed over, not failed. */
export class NotHere extends Error {
  override readonly name = 'NotHere';
}

/** What a world refuses for good there: beside real phones whatever it refuses, as no scenario is wrong about those. */
function passedOver(error: unknown, surroundings: Surroundings): unknown {
  if (surroundings === 'ours' || !(error instanceof StageError) || error.status !== 409) return error;
  return surroundings === 'real-phones' || error.notHere ? new NotHere(error.detail) : error;
}

/**
 * Starts a scenario. More participants than there are real phones, or webhooks that somebody else's receiver does not take,
 * pass it over.
 * @throws NotHere
 */
export async function startsHere(
  client: Pick<StageClient, 'startScenario'>,
  surroundings: Surroundings,
  scenario: Parameters<StageClient['startScenario']>[0],
): Promise<ScenarioStarted> {
  try {
    return await client.startScenario(scenario);
  } catch (error) {
    throw passedOver(error, surroundings);
  }
}

/** What a scenario does to the world beside what its people do. */
export type StageHands = Pick<StageClient, 'inject' | 'advance' | 'office'>;

/**
 * In a world of ours as it is: a fault that is refused there is the harness's failure. Elsewhere what is refused for good
 * passes the scenario over, and time is waited for: real phones and somebody else's subject have clocks of their own.
 * @throws NotHere
 */
export function handsOn(client: StageHands, surroundings: Surroundings): StageHands {
  const { inject, advance, office } = client;
  if (surroundings === 'ours') return { inject, advance, office };
  return {
    async inject(fault) {
      try {
        return await inject(fault);
      } catch (error) {
        throw passedOver(error, surroundings);
      }
    },
    async office(deed) {
      try {
        await office(deed);
      } catch (error) {
        throw surroundings === 'real-phones' ? error : passedOver(error, surroundings);
      }
    },
    async advance(duration) {
      const ms = parseDuration(duration);
      if (ms === undefined) throw new RangeError(`"${duration}" is no ISO 8601 duration like PT20S`);
      await sleep(ms);
    },
  };
}
