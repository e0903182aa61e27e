import type { Epoch, Group } from '../engine/port.ts';
import { retire } from '../engine/retire.ts';

/** An epoch that is over, kept for messages that are late. */
export interface RetainedEpoch {
  readonly era: number;
  readonly epochAuthenticator: Uint8Array;
  readonly messages: Epoch;
  /** Milliseconds since the Unix epoch: forgotten then. */
  readonly untilMs: number;
}

/** RCC.16 v3.0: secrets of previous epochs are kept for at least three days. In milliseconds. */
export const threeDaysMs = 3 * 24 * 60 * 60 * 1000;

/** However fast a group rotates, a client keeps no more epochs than this. Ours, against growing without end. */
const maximumEpochs = 512;

/** The epochs kept, oldest first. */
export type RetainedEpochs = readonly RetainedEpoch[];

export function retain(epochs: RetainedEpochs, group: Group, untilMs: number): RetainedEpochs {
  const { era = 0, epochAuthenticator, messages } = group;
  return [...epochs, { era, epochAuthenticator, messages: retire(messages), untilMs }].slice(-maximumEpochs);
}

/** Without those whose time is over. */
export function expire(epochs: RetainedEpochs, nowMs: number): RetainedEpochs {
  return epochs.every(({ untilMs }) => untilMs > nowMs) ? epochs : epochs.filter(({ untilMs }) => untilMs > nowMs);
}
