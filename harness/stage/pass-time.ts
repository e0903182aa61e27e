import { setTimeout as sleep } from 'node:timers/promises';
import type { WallClock } from '../../simulators/kernel/wall/clock.ts';
import { parseDuration } from '../faults/duration.ts';
import type { StageSettings } from './api.ts';

/** Time cannot be made to pass here, or not by that much. */
export class AdvanceRefused extends Error {
  override readonly name = 'AdvanceRefused';
}

/** The most that a scenario may jump at a time, ms: what is longer belongs on the virtual clock. */
const longestAdvanceMs = 600_000;
/** Time jumps by so much of it, ms, and then stands for as long as answers over sockets need, in real ms. */
const jumpMs = 250;
const standMs = 8;

/**
 * Lets time pass: timers that become due fire in order, and what they start over sockets gets the time to answer.
 * @throws AdvanceRefused where a phone is real or the subject somebody else's, or the duration (ISO 8601) is not readable
 * or too long
 */
export async function passTime(
  clock: Pick<WallClock, 'advance'>,
  { phones, subject }: Pick<StageSettings, 'phones' | 'subject'>,
  duration: string,
): Promise<void> {
  const real = phones.find(({ simulated }) => !simulated);
  if (real) throw new AdvanceRefused(`${real.name} is a real phone: its time cannot be moved. Wait instead.`);
  if (subject) throw new AdvanceRefused(`the subject at ${subject.url} has a clock of its own. Wait instead.`);
  const durationMs = parseDuration(duration);
  if (durationMs === undefined || durationMs > longestAdvanceMs)
    throw new AdvanceRefused(`"${duration}" is no duration of at most ${longestAdvanceMs / 60_000} min, like PT20S`);
  for (let leftMs = durationMs; leftMs > 0; leftMs -= jumpMs) {
    await clock.advance(Math.min(jumpMs, leftMs));
    await sleep(standMs);
  }
}
