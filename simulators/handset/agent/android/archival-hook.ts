import type { Clock } from '../../../kernel/clock.ts';
import type { Random } from '../../../kernel/random.ts';
import { archivalAction, archivalUriExtra, archiverOf, type DeviceManagement } from './managed-configuration.ts';
import { rowUri, type TelephonyRow } from './telephony-rows.ts';

/** `startForegroundService` as the archiver's service gets it: the documents say broadcast, the app starts a service. */
export interface ServiceIntent {
  readonly action: typeof archivalAction;
  readonly package: string;
  readonly extras: { readonly [archivalUriExtra]?: string };
}

/** Installed apps by package: who is started by an intent. */
export type StartService = (intent: ServiceIntent) => void;

/** Google Messages' archival hook: says that something changed, and hardly ever what. */
export interface ArchivalHook {
  /** @param row what changed; nothing where a row is gone */
  changed(row?: Pick<TelephonyRow, 'kind' | '_id'>): void;
}

/** How often something else of a message (a receipt, a status) wakes the archiver too: 22 for 9 messages were observed. */
const moreWakeUps = 13 / 9;
/** How often a wake-up names a row: one of 22 was observed. */
const namesRow = 1 / 22;
/** How late the further wake-ups come, ms; ours: the observation has no times. */
const furtherWithinMs = 1500;

export function archivalHook(
  { clock, random, management }: { clock: Clock; random: Random; management: DeviceManagement },
  start: StartService,
): ArchivalHook {
  let latest: string | undefined;

  function wake(packageName: string, delayMs: number): void {
    // Named when the change is written, read when the service runs: by then another may be the latest.
    const uri = random.chance(namesRow) ? latest : undefined;
    const extras = uri === undefined ? {} : { [archivalUriExtra]: uri };
    clock.after(delayMs, 'archival update', () => start({ action: archivalAction, package: packageName, extras }));
  }

  return {
    changed(row) {
      const archiver = archiverOf(management);
      if (archiver === undefined) return;
      wake(archiver, 0);
      latest = row ? rowUri(row) : latest;
      const further = Math.floor(moreWakeUps) + (random.chance(moreWakeUps % 1) ? 1 : 0);
      for (let n = 0; n < further; n++) wake(archiver, 1 + random.below(furtherWithinMs));
    },
  };
}
