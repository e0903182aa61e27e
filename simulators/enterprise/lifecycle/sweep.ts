import type { Clock, Timer } from '../../kernel/clock.ts';
import { endOf } from '../policy/period.ts';
import { storeFailure } from '../store/failure.ts';
import type { Telling } from '../telling.ts';
import { moveToCold } from './cold-storage.ts';
import { dispose, type ErasureOptions } from './erasure.ts';

/** Between two looks at what is due: as often as its period, but neither all the time nor hardly ever, ms. */
const [oftenMs, seldomMs] = [1_000, 24 * 3_600_000] as const;

/** Does what becomes due by time alone: disposal and the move to cold storage. */
export interface Sweep {
  /** The policy may be another one: looks again when the next thing is due. */
  reconsider(): Promise<void>;
  /** The archive opens: what became due while it was closed does not wait for a whole period more. */
  begin(): Promise<void>;
  stop(): void;
}

export function sweep(options: ErasureOptions & { readonly clock: Clock; readonly journal: Telling }): Sweep {
  const { clock, journal, database, tenant, policies } = options;
  let timer: Timer | undefined;
  let stopped = false;

  async function once(): Promise<void> {
    const disposed = await dispose(options, clock.now());
    const cold = await moveToCold(database, tenant, policies, clock.now());
    if (disposed + cold > 0 && !stopped) journal.append('archive.swept', { disposed, cold });
  }

  function later(delayMs: number): void {
    timer?.cancel();
    timer = clock.after(delayMs, `${tenant} sweep`, async () => {
      await once().catch(unlessTheStore);
      await lookAgain();
    });
  }

  /** A store that cannot be read now is asked again: what is due does not wait for the next policy. */
  const lookAgain = (longestWaitMs?: number): Promise<void> =>
    reconsider(longestWaitMs).catch((error: unknown) => {
      unlessTheStore(error);
      if (!stopped) later(oftenMs);
    });

  async function reconsider(longestWaitMs: number = seldomMs): Promise<void> {
    const { policy } = await policies.current();
    const periods = [policy.dispose_after.value, policy.cold_after.value].filter((one) => one !== null);
    timer?.cancel();
    if (periods.length === 0 || stopped) return;
    const shortest = Math.min(...periods.map((period) => endOf(period, 0)));
    later(Math.min(longestWaitMs, Math.max(oftenMs, shortest)));
  }

  return {
    reconsider: () => lookAgain(),
    begin: () => lookAgain(oftenMs),
    stop() {
      stopped = true;
      timer?.cancel();
    },
  };
}

/** A store that fails now may not at the next look. */
function unlessTheStore(error: unknown): void {
  if (storeFailure(error) === undefined) throw error;
}
