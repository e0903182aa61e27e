import { setTimeout as sleep } from 'node:timers/promises';
import { parseDuration } from '../faults/duration.ts';
import type { ScenarioStarted } from '../stage/api.ts';
import { type StageClient, StageError } from '../stage/client.ts';

/** The scenario needs something that cannot be done to these phones: it is passed over, not failed. */
export class NotHere extends Error {
  override readonly name = 'NotHere';
}

/**
 * Starts a scenario. What the world beside real phones refuses, more participants than there are phones, passes it over.
 * @throws NotHere
 */
export async function startsHere(
  client: Pick<StageClient, 'startScenario'>,
  simulated: boolean,
  scenario: Parameters<StageClient['startScenario']>[0],
): Promise<ScenarioStarted> {
  try {
    return await client.startScenario(scenario);
  } catch (error) {
    if (!simulated && error instanceof StageError && error.status === 409) throw new NotHere(error.detail);
    throw error;
  }
}

/** What a scenario does to the world beside what its people do. */
export type StageHands = Pick<StageClient, 'inject' | 'advance'>;

/**
 * On simulated phones as it is: a fault that is refused there is the harness's failure. Beside real phones what is
 * refused passes the scenario over, and time is waited for.
 * @throws NotHere
 */
export function handsOn(client: StageHands, simulated: boolean): StageHands {
  if (simulated) return { inject: client.inject, advance: client.advance };
  return {
    async inject(fault) {
      try {
        return await client.inject(fault);
      } catch (error) {
        if (error instanceof StageError && error.status === 409) throw new NotHere(error.detail);
        throw error;
      }
    },
    async advance(duration) {
      const ms = parseDuration(duration);
      if (ms === undefined) throw new RangeError(`"${duration}" is no ISO 8601 duration like PT20S`);
      await sleep(ms);
    },
  };
}
