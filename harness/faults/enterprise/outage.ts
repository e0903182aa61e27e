import type { Excuse } from '../../oracle/invariant.ts';
import type { Place } from '../stage.ts';

/**
 * What cannot be written waits where it is: endpoints try their uploads again 10 s apart at most, and the platform its
 * deliveries by its schedule. 30 s are allowed for either once the enterprise is back.
 */
export const lateUntilBack: readonly Excuse[] = [
  { invariant: 'archive-complete', afterHealingMs: 30_000 },
  { invariant: 'webhook-delivered', afterHealingMs: 30_000 },
];

/** The reference enterprise is ours, beside real phones too. */
export const oursOnly = (why: string): Readonly<Record<Place, true | string>> => ({
  simulated: true,
  'real-android': true,
  'real-iphone': true,
  'any-subject': why,
});
