/** The system calls by which a process makes something durable. */
export const writingCalls = ['pwrite64', 'write', 'fsync', 'fdatasync', 'rename'] as const;
export type WritingCall = (typeof writingCalls)[number];

/** One call that goes wrong: the `nth` of its name fails, or the process is killed as it begins. */
export interface BrokenCall {
  readonly call: WritingCall;
  /** From 1. */
  readonly nth: number;
  readonly how: 'EIO' | 'SIGKILL';
}

/** How often a process made each call. */
export type CallCounts = Readonly<Record<WritingCall, number>>;

/** Every way in which one of the counted calls can go wrong, in a fixed order. */
export function everyBrokenCall(counts: CallCounts): BrokenCall[] {
  return writingCalls.flatMap((call) =>
    Array.from({ length: counts[call] }, (_, index) => index + 1).flatMap((nth) => [
      { call, nth, how: 'EIO' as const },
      { call, nth, how: 'SIGKILL' as const },
    ]),
  );
}

export const titleOf = ({ call, nth, how }: BrokenCall): string => `${call} ${nth} ${how}`;
