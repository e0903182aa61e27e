import type { Excuse } from '../../oracle/invariant.ts';
import type { Place } from '../stage.ts';

/** The platform is ours wherever the phones and the receiver are: what lies between it and a receiver can be broken. */
export const everywhere: Readonly<Record<Place, true>> = {
  simulated: true,
  'real-android': true,
  'real-iphone': true,
  'any-subject': true,
};

/** Deliveries that fail or wait are made up for at the first attempt that is due after the healing, and 30 s are allowed for it. */
export const lateUntilRetried: readonly Excuse[] = [{ invariant: 'webhook-delivered', afterHealingMs: 30_000 }];
