import type { Verdict, Violation } from './invariant.ts';

/** A verdict carries this many violations; the rest are counted. */
const maxViolations = 50;

export interface Findings {
  readonly judged: number;
  readonly violations: readonly Violation[];
  /** What could not be judged, and why; makes the answer unknown unless something is violated. */
  readonly unknown?: string | undefined;
  /** Why nothing was judged: what the check would have needed to see. */
  readonly nothing: string;
  /** Worth saying beside any answer. */
  readonly note?: string | undefined;
}

/** Violated beats unknown beats held; a check that saw nothing is unknown. */
export function answer({ judged, violations, unknown, nothing, note }: Findings): Verdict {
  const noted = note ? { note } : {};
  if (violations.length > 0) {
    const more = violations.length - maxViolations;
    const rest = more > 0 ? { note: [note, `and ${more} more violations`].filter(Boolean).join('; ') } : noted;
    return { outcome: 'violated', judged, violations: violations.slice(0, maxViolations), ...rest };
  }
  if (unknown) return { outcome: 'unknown', judged, reason: unknown };
  if (judged === 0) return { outcome: 'unknown', judged, reason: nothing };
  return { outcome: 'held', judged, ...noted };
}

/** `1 message`, `2 messages`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
