import { adbDevices } from './adb-protocol.ts';
import { appiumAnswers, endSessions } from './appium-sessions.ts';
import type { PairTarget } from './target.ts';

/** No pair could be had, and why. */
export class LeaseError extends Error {
  override readonly name = 'LeaseError';
}

/** Who has which pair of phones. A pair is leased as a whole or not at all. */
export interface Leases {
  /**
   * Blocks until a pair is free and its servers answer. A pair whose server does not answer, or whose Android phone adb
   * does not see any more, is taken out of use.
   * @throws LeaseError when no usable pair is left
   */
  take(holder: string): Promise<PairTarget>;
  /** Ends whatever sessions the holder left on its phones, then frees the pair. Without a lease it does nothing. */
  release(holder: string): Promise<void>;
}

export function leases(pairs: readonly PairTarget[]): Leases {
  const free = [...pairs];
  const held = new Map<string, PairTarget>();
  const waiting: (() => void)[] = [];
  const broken: string[] = [];
  const wakeAll = (): void => {
    for (const wake of waiting.splice(0)) wake();
  };
  return {
    async take(holder) {
      for (;;) {
        const pair = free.shift();
        if (pair === undefined) {
          if (held.size === 0) throw new LeaseError(`no pair of phones can be used: ${broken.join('; ')}`);
          await new Promise<void>((resolve) => waiting.push(resolve));
          continue;
        }
        held.set(holder, pair); // before anything is awaited: whoever else asks must see that a pair is in use
        const silent = (await silentServer(pair)) ?? (await lostPhone(pair));
        if (silent === undefined) return pair;
        held.delete(holder);
        broken.push(`${pair.name}: ${silent}`);
        wakeAll();
      }
    },
    async release(holder) {
      const pair = held.get(holder);
      if (pair === undefined) return;
      await Promise.all([pair.android, pair.ios].map((phone) => endSessions(phone.appium, phone.udid)));
      held.delete(holder);
      free.push(pair);
      wakeAll();
    },
  };
}

async function silentServer(pair: PairTarget): Promise<string | undefined> {
  for (const { name, appium } of [pair.android, pair.ios]) {
    if (!(await appiumAnswers(appium))) return `the Appium server of ${name} (${withoutKey(appium)}) does not answer`;
  }
  return undefined;
}

async function lostPhone({ android }: PairTarget): Promise<string | undefined> {
  if (android.adbPort === undefined) return undefined;
  const devices = await adbDevices(android.adbPort).catch(() => []);
  const state = devices.find(({ serial }) => serial === android.udid)?.state ?? 'gone';
  return state === 'device' ? undefined : `adb says that ${android.name} is ${state}`;
}

function withoutKey(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}
