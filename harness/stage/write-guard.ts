import { closeSync, fstatSync, openSync, writeSync } from 'node:fs';
import type { AppendEntry, StageSettings } from './api.ts';

/** Beside real phones this message may not be written. Nothing was sent: what is typed is journaled before it is. */
export class WritingRefused extends Error {
  override readonly name = 'WritingRefused';
  /** 403: not to that number. 429: no more in this run. */
  readonly status: 403 | 429;
  constructor(status: 403 | 429, message: string) {
    super(message);
    this.status = status;
  }
}

export type WriteGuard = (entry: AppendEntry) => void;

/**
 * Lets through what may be written beside real phones: to the farm's own numbers only, and so many messages a run. The
 * count is the size of a file that the worlds of one run share, so that two pairs have one allowance.
 * @throws WritingRefused from the guard
 */
export function writeGuard({ peers, messageCap, tally }: NonNullable<StageSettings['real']>): WriteGuard {
  return (entry) => {
    if (entry.kind !== 'ui.sent') return;
    const { phone, peer, group } = entry.data;
    const stranger = (group?.members ?? [peer]).find((number) => !peers.includes(number));
    if (stranger !== undefined)
      throw new WritingRefused(403, `${phone} may not write to ${stranger}: no phone of the farm has that number`);
    if (counted(tally) > messageCap)
      throw new WritingRefused(
        429,
        `${phone} may not write any more: a run may write ${messageCap} messages on real phones. Raise messageCap in farm.yaml if it needs more.`,
      );
  };
}

/** Adds one and returns how many that makes, whoever else counts at the same time. */
function counted(tally: string): number {
  const file = openSync(tally, 'a');
  try {
    writeSync(file, '.');
    return fstatSync(file).size;
  } finally {
    closeSync(file);
  }
}
